package io.busbar.ingest.journal;

/**
 * Told what became of an appended entry: exactly one of its methods is called, once per append. Entries that one thread appends with
 * the same completion are completed in the order of appending. Called on a thread of the journal, or on the appending thread when the
 * entry is refused at once: must be quick and must not throw.
 */
public interface Completion {

    /** For entries that nobody waits for. */
    Completion IGNORED = new Completion() {
        @Override
        public void durable() {}

        @Override
        public void failed(JournalUnavailableException cause) {}
    };

    /** The entry will be there after a restart. */
    void durable();

    /**
     * The same, for who wants to know where the records are.
     *
     * @param indexes of the records, in their order
     */
    default void durable(long[] indexes) {
        durable();
    }

    /** The entry may or may not be there after a restart; it must not be acknowledged. */
    void failed(JournalUnavailableException cause);
}
