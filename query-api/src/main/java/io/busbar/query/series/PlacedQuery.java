package io.busbar.query.series;

import io.busbar.query.access.Sql;

/**
 * A statement whose rows are integers of many stretches. Immutable.
 *
 * @param isPacked whether a row of the statement has many rows of a stretch: its number, and {@code bytea} with the integers of one row after the other,
 *     64 bits each, the highest byte first; else its number and the integers of one
 * @param columns integers of a row
 */
record PlacedQuery(Sql sql, boolean isPacked, int columns) {}
