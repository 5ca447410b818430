/**
 * Who asks, and what they may see: accounts, roles, measurement groups, and the {@code Scope} that every later step needs and only this
 * package can make.
 */
@NullMarked
package io.busbar.query.access;

import org.jspecify.annotations.NullMarked;
