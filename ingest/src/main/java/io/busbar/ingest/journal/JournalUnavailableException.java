package io.busbar.ingest.journal;

import org.jspecify.annotations.Nullable;

/** The journal cannot keep an entry now. The sender does right to try again later. */
public final class JournalUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    JournalUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
