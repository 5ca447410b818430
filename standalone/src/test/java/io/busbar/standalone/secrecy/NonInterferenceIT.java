package io.busbar.standalone.secrecy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.busbar.standalone.Seeds;
import io.busbar.standalone.query.OpenApiDocument;
import io.busbar.standalone.secrecy.Asking.Answer;
import io.busbar.standalone.secrecy.Case.Difference;
import io.busbar.standalone.secrecy.Twins.Hidden;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two worlds that agree on everything a person may see, and differ at random in all else, answer that person alike: every operation of the OpenAPI
 * document that reads, each format, lists page by page, exports and the stream, in status, headers and bytes; only the date and the random id of an
 * export are excepted. What changes things is asked of what is hidden, and refused alike. And because hidden names and numbers are like no others,
 * each answer, each figure of the metrics and each line of the log is searched for them. {@code -Dbusbar.cases=10000} tries more people,
 * from {@code -Dbusbar.first=…} on, {@code -Dbusbar.seed=…} with {@code -Dbusbar.run=…} one again.
 */
final class NonInterferenceIT {

    @RegisterExtension
    static final Twins TWINS = new Twins();

    private static final OpenApiDocument DOCUMENT = OpenApiDocument.ofThisBuild();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(Twins.WORLDS);
    private static final int SHOWN = 300;
    private static final int PEOPLE_PER_LINE = 100;

    /** A random person sees something, or nothing would be proven. */
    private static final double LEAST_TOLD = 0.3;

    /** A person who was once told more than they may know: the order of simulated alarms hung on who was part of what in hidden times. */
    private static final long ONCE_TOLD_SEED = 1_266;

    private static final int ONCE_TOLD_RUN = 116;

    @AfterAll
    static void stop() {
        THREADS.shutdownNow();
    }

    @Test
    void answersTellNothingOfWhatIsHidden() {
        Log log = Log.captured();
        long beganNanos = System.nanoTime();
        int asked = 0;
        int told = 0;
        int people = 0;
        Case.goOnAt(Seeds.isOne() ? Integer.getInteger("busbar.run", 1) : ONCE_TOLD_RUN);
        LongStream onceTold = Seeds.isOne() ? LongStream.empty() : LongStream.of(ONCE_TOLD_SEED);
        long[] seeds = LongStream.concat(onceTold, Seeds.usually(12)).toArray();
        for (long seed : seeds) {
            Case one = new Case(TWINS, THREADS, DOCUMENT, seed);
            Difference difference = one.difference(Dice.ALL);
            if (difference != null) {
                fail(
                        Boolean.parseBoolean(System.getProperty("busbar.shrink", "true"))
                                ? report(seed, one, difference, one.smallest())
                                : report(seed, one, difference, Dice.ALL));
            }
            assertThat(one.leaks()).as("seed %d", seed).isEmpty();
            log.requireNothingOf(one.hidden());
            requireNothingOf(one.hidden());
            asked += one.asked();
            told += one.told();
            if (++people % PEOPLE_PER_LINE == 0) {
                System.out.printf("non-interference: %d of %d people, up to seed %d%n", people, seeds.length, seed);
            }
        }
        System.out.printf(
                "non-interference: %d people asked %d questions in each world, %d were answered with something, in %d s%n",
                seeds.length, asked, told, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos));
        assertThat((double) told / asked).isGreaterThan(LEAST_TOLD);
    }

    private static void requireNothingOf(Set<String> hidden) {
        for (int world = 0; world < Twins.WORLDS; world++) {
            Matcher found = Hidden.LIKELY.matcher(TWINS.metrics(world));
            while (found.find()) {
                assertThat(found.group().replace(".", "")).as("a metric").isNotIn(hidden);
            }
        }
    }

    private static String report(long seed, Case one, Difference difference, Set<Dice.Aspect> smallest) {
        Answer first = difference.first();
        Answer second = difference.second();
        int at = 0;
        while (at < Math.min(first.body().length(), second.body().length())
                && first.body().charAt(at) == second.body().charAt(at)) {
            at++;
        }
        return """
                two answers to one person, which differ in what is hidden from them. -Dbusbar.seed=%d -Dbusbar.run=%d
                who:      %s
                hidden:   it is enough that these differ: %s
                question: %s
                first:    %d %s
                second:   %d %s
                first, from byte %d:  %s
                second:               %s"""
                .formatted(
                        seed,
                        one.firstRun(),
                        one.summary(),
                        smallest,
                        difference.question(),
                        first.status(),
                        first.headers(),
                        second.status(),
                        second.headers(),
                        at,
                        part(first.body(), at),
                        part(second.body(), at));
    }

    private static String part(String body, int at) {
        return body.substring(Math.max(0, at - SHOWN), Math.min(body.length(), at + SHOWN));
    }
}
