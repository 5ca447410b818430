/** Other databases, run as processes of their own beside Busbar's. */
@NullMarked
package io.busbar.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
