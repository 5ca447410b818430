package io.busbar.measure;

import org.jspecify.annotations.Nullable;

/** The first step of a device type's path, as people see it in a measurement group. Immutable. */
public enum Category {
    BATTERIES("Batteries"),
    BMS("BMS"),
    LOGGER("Logger");

    private final String label;

    Category(String label) {
        this.label = label;
    }

    /** The word shown to people and written in paths: "Batteries". */
    public String label() {
        return label;
    }

    static @Nullable Category ofLabel(String label) {
        for (Category category : values()) {
            if (category.label.equals(label)) {
                return category;
            }
        }
        return null;
    }
}
