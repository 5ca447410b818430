package io.busbar.query.series;

import org.jspecify.annotations.Nullable;

/**
 * A point as somebody asks for it. Immutable.
 *
 * @param word an id, a letter code, {@code cells} or {@code temperatures}
 * @param aggregate null takes the usual one of the point
 * @param pointer where it stands in the request, for faults
 */
public record PointChoice(String word, @Nullable Aggregate aggregate, String pointer) {}
