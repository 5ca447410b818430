/** The logger frame: its layout, its binary and JSON forms, and the reasons for refusing one. */
@NullMarked
package io.busbar.frame;

import org.jspecify.annotations.NullMarked;
