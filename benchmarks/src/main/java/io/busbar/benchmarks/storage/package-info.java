/** The table write: everybody who stores the frames of the fleet, each in the form that suits it. */
@NullMarked
package io.busbar.benchmarks.storage;

import org.jspecify.annotations.NullMarked;
