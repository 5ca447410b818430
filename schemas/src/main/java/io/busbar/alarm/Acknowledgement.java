package io.busbar.alarm;

/** Somebody has seen an alarm and says so. Changes nothing about the alarm itself. Immutable. */
public record Acknowledgement(String who, long atMillis, String note) implements AlarmEvent.Detail {

    public static final int MAX_NOTE_CHARS = 1000;

    /** @throws IllegalArgumentException when nobody is named or the note is too long */
    public Acknowledgement {
        Words.require("who", who, 1, Words.MAX_WHO_CHARS);
        Words.require("note", note, 0, MAX_NOTE_CHARS);
    }
}
