package io.busbar.alarm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names of constants as JSON has them: in small letters. Stateless. */
final class JsonWords {

    private JsonWords() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> List<String> all(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(JsonWords::of).toList();
    }
}
