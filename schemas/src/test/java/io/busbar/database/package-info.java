@NullMarked
package io.busbar.database;

import org.jspecify.annotations.NullMarked;
