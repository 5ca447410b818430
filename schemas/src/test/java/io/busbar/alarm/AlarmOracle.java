package io.busbar.alarm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When one rule raises and clears, in the plainest way: for every frame of a sorted list it looks back over the run of frames that leads to
 * it. Keeps nothing from frame to frame but whether an alarm is open and since which frame it counts. Stateless.
 */
final class AlarmOracle {

    /** What the version that is in effect makes of one frame. */
    record Verdict(
            long atMillis,
            boolean ruled,
            boolean looks,
            boolean bad,
            boolean good,
            boolean held,
            boolean released,
            long onDelayMillis,
            long offDelayMillis,
            int minSamples) {}

    private AlarmOracle() {}

    /** "raise 30000", "clear 50000", … */
    static List<String> story(List<Verdict> frames, long intervalMillis) {
        List<String> story = new ArrayList<>();
        boolean open = false;
        int from = 0; // a run does not reach back beyond this frame
        for (int i = 0; i < frames.size(); i++) {
            Verdict now = frames.get(i);
            if (!now.ruled()) {
                if (open) {
                    story.add("clear " + now.atMillis());
                }
                open = false;
                from = i + 1;
            } else if (now.looks() && !open) {
                List<Verdict> run = run(frames, from, i, intervalMillis, false);
                if (!run.isEmpty()
                        && now.atMillis() - run.get(0).atMillis() >= now.onDelayMillis()
                        && run.size() >= now.minSamples()) {
                    story.add("raise " + now.atMillis());
                    open = true;
                    from = i + 1;
                }
            } else if (now.looks()) {
                List<Verdict> run = run(frames, from, i, intervalMillis, true);
                if (now.released()
                        || (!run.isEmpty() && now.atMillis() - run.get(0).atMillis() >= now.offDelayMillis())) {
                    story.add("clear " + now.atMillis());
                    open = false;
                    from = i + 1;
                }
            }
        }
        return story;
    }

    /** The frames in a row that are bad, or good, up to frame {@code last}, without a gap between them; those not looked at are not there. */
    private static List<Verdict> run(List<Verdict> frames, int from, int last, long intervalMillis, boolean good) {
        List<Verdict> run = new ArrayList<>();
        @Nullable Verdict next = null;
        for (int i = last; i >= from; i--) {
            Verdict frame = frames.get(i);
            if (!frame.looks()) {
                continue;
            }
            boolean counts = !frame.held() && !frame.released() && (good ? frame.good() : frame.bad());
            boolean gap = next != null && (next.atMillis() - frame.atMillis()) * 2 > 5 * intervalMillis;
            if (!counts || gap) {
                break;
            }
            run.add(0, frame);
            next = frame;
        }
        return run;
    }
}
