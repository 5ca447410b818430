/** The stream job between a real broker and a real database. */
@NullMarked
package io.busbar.standalone.jobs;

import org.jspecify.annotations.NullMarked;
