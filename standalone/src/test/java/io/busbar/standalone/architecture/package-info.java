/** Holds the shape of the tree: which module and package may know which, and where each foreign library lives. */
@NullMarked
package io.busbar.standalone.architecture;

import org.jspecify.annotations.NullMarked;
