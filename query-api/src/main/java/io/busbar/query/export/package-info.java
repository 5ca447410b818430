/** Answers that are written to files, to be taken later and in pieces. */
@NullMarked
package io.busbar.query.export;

import org.jspecify.annotations.NullMarked;
