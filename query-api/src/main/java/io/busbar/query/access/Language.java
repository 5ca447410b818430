package io.busbar.query.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages that names can be in beside the default one. Immutable. */
public enum Language {
    ZH,
    EN,
    PT,
    CS,
    DE;

    /** As in requests, answers and tables: ISO 639-1, lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null when there is no such code here. */
    public static @Nullable Language ofCode(@Nullable String code) {
        return Arrays.stream(values())
                .filter(language -> language.code().equals(code))
                .findFirst()
                .orElse(null);
    }

    public static List<String> codes() {
        return Arrays.stream(values()).map(Language::code).toList();
    }
}
