/** Letters to people: by a real mail server where there is one, else to the operator's console. */
@NullMarked
package io.busbar.query.mail;

import org.jspecify.annotations.NullMarked;
