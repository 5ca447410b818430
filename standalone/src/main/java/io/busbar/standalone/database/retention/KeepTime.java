package io.busbar.standalone.database.retention;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long rows are kept, as it is typed and shown: {@code 90d}, {@code 12w}, {@code 2y}. Stateless. */
public final class KeepTime {

    /** What is allowed, for messages. */
    public static final String ALLOWED = "off, or days, weeks or years such as 90d, 12w, 2y (of 365 days), at least 1d";

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})([dwy])");
    private static final Map<String, Integer> DAYS = Map.of("d", 1, "w", 7, "y", 365);
    private static final long MOST_DAYS = 100 * 365;

    private KeepTime() {}

    /** Empty when the text is none; {@code off} is none, too. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long days = Long.parseLong(matcher.group(1)) * DAYS.getOrDefault(matcher.group(2), 1);
        return days < RetentionRule.SHORTEST_KEEP.toDays() || days > MOST_DAYS
                ? Optional.empty()
                : Optional.of(Duration.ofDays(days));
    }

    public static String text(@Nullable Duration keep) {
        return keep == null ? "off" : keep.toDays() + "d";
    }
}
