/** Accounts: how people get one, log in, stay logged in, and lose it. */
@NullMarked
package io.busbar.query.access.account;

import org.jspecify.annotations.NullMarked;
