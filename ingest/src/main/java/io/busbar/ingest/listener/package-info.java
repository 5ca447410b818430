/** What the listeners share: accepting connections within their limit, looking after them, and letting go of them in order. */
@NullMarked
package io.busbar.ingest.listener;

import org.jspecify.annotations.NullMarked;
