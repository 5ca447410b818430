package io.busbar.jobs.sink;

import io.busbar.topic.LatestRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The newest readings of the devices that were heard of lately, and how far each has been told on. About 1 KB a device; those not heard of
 * for longest go first. Confined to one thread.
 */
final class LatestBook {

    private final Map<Integer, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Page> unpublished = new LinkedHashSet<>();
    private final Set<Page> unwritten = new LinkedHashSet<>();

    /** What is known of one device. */
    static final class Page {
        private final int deviceId;
        private final String serialNumber;
        private LatestRecord record = LatestRecord.EMPTY;
        private long version;
        private boolean isCompared;
        private boolean isOvertaken;

        private Page(int deviceId, String serialNumber) {
            this.deviceId = deviceId;
            this.serialNumber = serialNumber;
        }

        int deviceId() {
            return deviceId;
        }

        String serialNumber() {
            return serialNumber;
        }

        LatestRecord record() {
            return record;
        }

        /** Of the table's row that the record contains; 0 when there was none. */
        long version() {
            return version;
        }
    }

    int devices() {
        return pages.size();
    }

    @SuppressWarnings("ReferenceEquality") // merging gives the same object back when nothing is new
    void take(int deviceId, String serialNumber, LatestRecord said) {
        Page page = pages.get(deviceId);
        if (page == null) {
            page = new Page(deviceId, serialNumber);
            pages.put(deviceId, page);
        }
        LatestRecord merged = page.record.merge(said);
        if (merged != page.record) {
            page.record = merged;
            unpublished.add(page);
            unwritten.add(page);
        }
    }

    /** Changed pages that may lack what the table has. */
    List<Page> uncompared() {
        return unwritten.stream().filter(page -> !page.isCompared).toList();
    }

    /** Takes over what the table has. A page that adds nothing to it needs no telling, unless it was told too early. */
    @SuppressWarnings("ReferenceEquality") // merging gives the same object back when nothing is new
    void compare(Page page, LatestRecord stored, long storedVersion) {
        page.record = stored.merge(page.record);
        page.version = storedVersion;
        page.isCompared = true;
        if (page.record == stored) {
            unwritten.remove(page);
            if (!page.isOvertaken) {
                unpublished.remove(page);
            }
        }
    }

    /** Changed pages that were not published since; from now on they count as published. */
    List<Page> takeUnpublished() {
        List<Page> taken = List.copyOf(unpublished);
        taken.forEach(page -> page.isOvertaken = false);
        unpublished.clear();
        return taken;
    }

    /** Changed pages that are not in the table. */
    List<Page> unwritten() {
        return List.copyOf(unwritten);
    }

    int changes() {
        return unwritten.size();
    }

    /** The table has the page, as the version after the one that it contained. */
    void written(Page page) {
        page.version++;
        unwritten.remove(page);
    }

    /** Another writer was faster: the page is to be compared and published again, for what was published may lack what the other knew. */
    void overtaken(Page page) {
        page.isCompared = false;
        page.isOvertaken = true;
        unpublished.add(page);
    }

    /** The database refuses the page: it is written again when it changes. */
    void giveUp(Page page) {
        unwritten.remove(page);
    }

    /** Forgets devices beyond the limit. Only to be called when everything is written. */
    void trim(int devices) {
        Iterator<Page> longestAgoFirst = pages.values().iterator();
        while (pages.size() > devices) {
            longestAgoFirst.next();
            longestAgoFirst.remove();
        }
    }
}
