/** What a logger and an operator use from outside: an MQTT client that sends frames, an HTTP client for the API, and where they find a running system. */
@NullMarked
package io.busbar.standalone.client;

import org.jspecify.annotations.NullMarked;
