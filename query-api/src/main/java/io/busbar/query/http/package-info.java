/** Routes: what a request may say, who may say it, and how the answer is written. */
@NullMarked
package io.busbar.query.http;

import org.jspecify.annotations.NullMarked;
