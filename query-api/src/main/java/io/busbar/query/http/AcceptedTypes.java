package io.busbar.query.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header {@code Accept} of a request, as RFC 9110 (12.5.1) reads it. Immutable. */
final class AcceptedTypes {

    private final List<Range> ranges;

    /**
     * Some types.
     *
     * @param type a media type, {@code family/*} or {@code *}{@code /*}, in lower case
     * @param quality how much they are wanted, from 0 (not at all) to 1
     */
    private record Range(String type, double quality) {

        static Range of(String text) {
            String[] parts = text.split(";", -1);
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
                if (parameter.startsWith("q=")) {
                    quality = quality(parameter.substring(2));
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
        }

        /** What is no quality says nothing. */
        private static double quality(String text) {
            try {
                return Math.max(0, Math.min(1, Double.parseDouble(text)));
            } catch (NumberFormatException e) {
                return 1;
            }
        }

        /** 2 for the type itself, 1 for its family, 0 for everything, -1 when it is none of them. */
        int closeness(String mediaType) {
            if (type.equals(mediaType)) {
                return 2;
            }
            if (type.equals("*/*")) {
                return 0;
            }
            return type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1)) ? 1 : -1;
        }
    }

    private AcceptedTypes(List<Range> ranges) {
        this.ranges = ranges;
    }

    static AcceptedTypes of(String header) {
        List<Range> ranges = new ArrayList<>();
        for (String part : header.split(",")) {
            if (!part.isBlank()) {
                ranges.add(Range.of(part));
            }
        }
        return new AcceptedTypes(ranges);
    }

    /**
     * The one that is wanted most; of several the one that is named first, and of those that are not told apart the first that is offered.
     *
     * @param offered media types in lower case
     * @return null when none is accepted
     */
    @Nullable
    String best(String... offered) {
        String best = null;
        double most = 0;
        int first = Integer.MAX_VALUE;
        for (String type : offered) {
            int at = closest(type);
            double quality = at < 0 ? 0 : ranges.get(at).quality();
            if (quality > most || (quality == most && quality > 0 && at < first)) {
                best = type;
                most = quality;
                first = at;
            }
        }
        return best;
    }

    /** Which range speaks of the type; -1 when none does. */
    private int closest(String mediaType) {
        int closest = -1;
        int closeness = -1;
        for (int i = 0; i < ranges.size(); i++) {
            int each = ranges.get(i).closeness(mediaType);
            if (each > closeness) {
                closest = i;
                closeness = each;
            }
        }
        return closest;
    }
}
