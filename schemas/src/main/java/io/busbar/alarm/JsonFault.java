package io.busbar.alarm;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is wrong with one field of a JSON document. Immutable.
 *
 * @param pointer of the field (RFC 6901), empty for the whole document
 * @param message goes on behind the name of the field: {@code is 'mean', allowed: one of [all, any]}
 */
public record JsonFault(String pointer, String message) {

    static String join(List<JsonFault> faults) {
        return faults.stream().map(JsonFault::toString).collect(Collectors.joining("; "));
    }

    /** The field in the form in which people write it, and the message: {@code gates[0].fold is 'mean', allowed: …}. */
    @Override
    public String toString() {
        StringBuilder field = new StringBuilder();
        for (String step : pointer.split("/")) {
            if (!step.isEmpty() && step.chars().allMatch(Character::isDigit)) {
                field.append('[').append(step).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".")
                        .append(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return (field.isEmpty() ? "it" : field) + " " + message;
    }
}
