/** The people of an organization, as those who look after them see and change them. */
@NullMarked
package io.busbar.query.access.member;

import org.jspecify.annotations.NullMarked;
