/** What devices come to together or over time: state of charge, imbalance, weak cells, completeness. Computed when asked, over what may be seen. */
@NullMarked
package io.busbar.query.analytics;

import org.jspecify.annotations.NullMarked;
