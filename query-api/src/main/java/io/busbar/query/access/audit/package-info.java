/** The log of who changed what. */
@NullMarked
package io.busbar.query.access.audit;

import org.jspecify.annotations.NullMarked;
