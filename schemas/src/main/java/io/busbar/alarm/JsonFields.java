package io.busbar.alarm;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, asked for by name and type. What is missing, of another type or not asked for becomes a problem with its
 * path and what is allowed, so that all of them are told at once; null is as good as missing. Confined to one reading.
 */
final class JsonFields {

    /** A JSON pointer. */
    private final String path;

    private final Map<?, ?> fields;
    private final Set<String> asked = new HashSet<>();
    private final List<JsonFault> problems;

    private JsonFields(String path, Map<?, ?> fields, List<JsonFault> problems) {
        this.path = path;
        this.fields = fields;
        this.problems = problems;
    }

    /** The fields of a value that is to be an object; {@code problems} is added to. */
    static JsonFields of(@Nullable Object value, String path, List<JsonFault> problems) {
        if (value instanceof Map<?, ?> map) {
            return new JsonFields(path, map, problems);
        }
        problems.add(new JsonFault(path, "is " + told(value) + ", allowed: an object"));
        return new JsonFields(path, Map.of(), new ArrayList<>());
    }

    boolean has(String name) {
        return ask(name) != null;
    }

    String text(String name, String otherwise) {
        String text = optionalText(name);
        if (text == null && !has(name)) {
            missing(name, "a text");
        }
        return text == null ? otherwise : text;
    }

    @Nullable
    String optionalText(String name) {
        Object value = ask(name);
        if (value instanceof String text) {
            if (text.indexOf('\0') < 0) {
                return text;
            }
            problems.add(new JsonFault(at(name), "has the character U+0000, which no table keeps"));
            return null;
        }
        if (value != null) {
            wrong(name, value, "a text");
        }
        return null;
    }

    <E extends Enum<E>> @Nullable E optionalWord(String name, Class<E> type) {
        String text = optionalText(name);
        for (E constant : type.getEnumConstants()) {
            if (JsonWords.of(constant).equals(text)) {
                return constant;
            }
        }
        if (text != null) {
            wrong(name, text, "one of " + JsonWords.all(type));
        }
        return null;
    }

    <E extends Enum<E>> E word(String name, Class<E> type, E otherwise) {
        if (!has(name)) {
            missing(name, "one of " + JsonWords.all(type));
        }
        E word = optionalWord(name, type);
        return word == null ? otherwise : word;
    }

    /** A constant by its own name, in capital letters. */
    <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
        String text = text(name, otherwise.name());
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        wrong(name, text, "one of " + List.of(type.getEnumConstants()));
        return otherwise;
    }

    boolean flag(String name) {
        Object value = ask(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        wrong(name, value, "true or false");
        return false;
    }

    int integer(String name, int otherwise) {
        Long whole = optionalWhole(name);
        if (whole == null && !has(name)) {
            missing(name, "a whole number");
        }
        return whole == null ? otherwise : clamp(whole);
    }

    /** A whole number or null. */
    @Nullable
    Integer optionalInteger(String name) {
        Long whole = optionalWhole(name);
        return whole == null ? null : (Integer) clamp(whole);
    }

    @Nullable
    Long optionalWhole(String name) {
        BigDecimal number = optionalDecimal(name);
        if (number == null) {
            return null;
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            wrong(name, number, "a whole number");
            return null;
        }
    }

    @Nullable
    BigDecimal optionalDecimal(String name) {
        Object value = ask(name);
        if (value == null || value instanceof BigDecimal) {
            return (BigDecimal) value;
        }
        wrong(name, value, "a number");
        return null;
    }

    /** Seconds with up to three decimals, as milliseconds; 0 when missing. */
    long secondsAsMillis(String name) {
        BigDecimal seconds = optionalDecimal(name);
        if (seconds == null) {
            return 0;
        }
        try {
            return seconds.scaleByPowerOfTen(3).longValueExact();
        } catch (ArithmeticException e) {
            wrong(name, seconds, "seconds with up to three decimals");
            return 0;
        }
    }

    /** An instant such as 2026-01-31T12:00:00Z, as milliseconds. */
    long instantMillis(String name) {
        String text = text(name, "1970-01-01T00:00:00Z");
        try {
            Instant instant = Instant.parse(text);
            long millis = instant.toEpochMilli();
            if (Instant.ofEpochMilli(millis).equals(instant)) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // told below
        }
        wrong(name, text, "an instant such as 2026-01-31T12:00:00Z, to the millisecond");
        return 0;
    }

    UUID uuid(String name) {
        UUID none = new UUID(0, 0);
        String text = text(name, none.toString());
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        wrong(name, text, "a UUID in small letters such as " + none);
        return none;
    }

    /** A number or a text, as it is. */
    @Nullable
    Object raw(String name) {
        return ask(name);
    }

    /** Empty when missing. */
    List<?> list(String name) {
        Object value = ask(name);
        if (value == null || value instanceof List<?>) {
            return value == null ? List.of() : (List<?>) value;
        }
        wrong(name, value, "a list");
        return List.of();
    }

    /** Whole numbers; empty when missing. */
    List<Integer> integers(String name) {
        List<Integer> integers = new ArrayList<>();
        for (Object item : list(name)) {
            try {
                if (item instanceof BigDecimal number) {
                    integers.add(number.intValueExact());
                    continue;
                }
            } catch (ArithmeticException e) {
                // told below
            }
            wrong(name, item, "whole numbers");
        }
        return integers;
    }

    /** The objects of a list; empty when missing. */
    List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        int index = 0;
        for (Object item : list(name)) {
            objects.add(of(item, at(name) + "/" + index++, problems));
        }
        return objects;
    }

    @Nullable
    JsonFields optionalObject(String name) {
        Object value = ask(name);
        return value == null ? null : of(value, at(name), problems);
    }

    JsonFields object(String name) {
        return of(ask(name), at(name), problems);
    }

    void wrong(String name, @Nullable Object value, String allowed) {
        problems.add(new JsonFault(at(name), "is " + told(value) + ", allowed: " + allowed));
    }

    /** To be called last: fields that nobody asked for. */
    void rejectOthers() {
        for (Object name : fields.keySet()) {
            if (!asked.contains(String.valueOf(name))) {
                problems.add(new JsonFault(
                        at(String.valueOf(name)),
                        "is unknown, allowed: " + asked.stream().sorted().toList()));
            }
        }
    }

    private void missing(String name, String allowed) {
        problems.add(new JsonFault(at(name), "is missing, allowed: " + allowed));
    }

    /** Where the object stands: a JSON pointer. */
    String path() {
        return path;
    }

    private @Nullable Object ask(String name) {
        asked.add(name);
        return fields.get(name);
    }

    private String at(String name) {
        return path + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Of a number beyond 32 bits only that it is too large matters. */
    private static int clamp(long whole) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole));
    }

    private static String told(@Nullable Object value) {
        if (value == null) {
            return "missing";
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "a list";
        }
        return value instanceof String ? "'" + value + "'" : value.toString();
    }
}
