package io.busbar.standalone.secrecy;

import io.busbar.standalone.query.OpenApiDocument;
import io.busbar.standalone.secrecy.Asking.Answer;
import io.busbar.standalone.secrecy.Dice.Aspect;
import io.busbar.standalone.secrecy.Twins.Hidden;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** One seed: a person, two worlds that differ in what is hidden from them, and all that they ask both. Confined to one thread. */
final class Case {

    /** Nothing that a server remembers of a run is used in the next. */
    private static final int FAILED = 500;

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Twins twins;
    private final ExecutorService threads;
    private final OpenApiDocument document;
    private final long seed;
    private int firstRun;
    private int asked;
    private int told;
    private final List<String> leaks = new ArrayList<>();
    private final Set<String> hidden = new HashSet<>();

    /** The next run has this number; each number is used once. */
    static void goOnAt(int run) {
        RUNS.set(run - 1);
    }

    Case(Twins twins, ExecutorService threads, OpenApiDocument document, long seed) {
        this.twins = twins;
        this.threads = threads;
        this.document = document;
        this.seed = seed;
    }

    /** Two answers to the same question. Immutable. */
    record Difference(Question question, Answer first, Answer second) {}

    /** What one world said. Immutable. */
    record Said(Asking asking, List<Question> questions, List<List<Answer>> answers, Hidden hidden) {

        /** The answers to a question; those of a stream have been waited for longer when they differ from those of the other world. */
        List<Answer> to(int question, Said other) {
            List<Answer> first = answers.get(question);
            boolean mayBeLate = questions.get(question).kind() == Question.Kind.STREAM
                    && !first.equals(other.answers.get(question));
            return mayBeLate ? asking.patiently().ask(questions.get(question)) : first;
        }
    }

    int asked() {
        return asked;
    }

    /** How many answers told something. */
    int told() {
        return told;
    }

    /** The names of things hang on it, and with them their order. */
    int firstRun() {
        return firstRun;
    }

    String summary() {
        return blueprint(Dice.ALL).summary();
    }

    /** Words, numbers and points that the asker may not see and that were in an answer all the same; and questions that were not answered. */
    List<String> leaks() {
        return leaks;
    }

    /** The first, null when there is none. */
    @Nullable
    Difference difference(Set<Aspect> differing) {
        int run = RUNS.incrementAndGet();
        firstRun = firstRun == 0 ? run : firstRun;
        List<CompletableFuture<Said>> worlds = new ArrayList<>();
        for (int world = 0; world < Twins.WORLDS; world++) {
            int one = world;
            worlds.add(CompletableFuture.supplyAsync(() -> say(run, one, differing), threads));
        }
        Said first;
        Said second;
        try {
            first = worlds.get(0).join();
            second = worlds.get(1).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("seed " + seed + ": " + e.getCause(), e.getCause());
        }
        search(first);
        search(second);
        for (int i = 0; i < first.questions().size(); i++) {
            List<Answer> one = first.to(i, second);
            List<Answer> other = second.to(i, first);
            asked += one.size();
            told += (int)
                    one.stream().filter(answer -> answer.status() / 100 == 2).count();
            for (int page = 0; page < Math.max(one.size(), other.size()); page++) {
                Answer left = page < one.size() ? one.get(page) : null;
                Answer right = page < other.size() ? other.get(page) : null;
                if (left == null || !left.equals(right)) {
                    Answer none = new Answer(0, java.util.Map.of(), "no such page");
                    return new Difference(
                            first.questions().get(i), left == null ? none : left, right == null ? none : right);
                }
            }
        }
        return null;
    }

    private void search(Said said) {
        PointLists lists =
                new PointLists(twins.catalogue(), new Sight(blueprint(Dice.ALL), twins.catalogue()).anywhere());
        hidden.addAll(said.hidden().words());
        said.hidden().numbers().forEach(number -> hidden.add(Long.toString(number)));
        for (int i = 0; i < said.questions().size(); i++) {
            for (Answer answer : said.answers().get(i)) {
                if (answer.status() >= FAILED) {
                    leaks.add(said.questions().get(i) + " fails, which proves nothing: " + answer.status());
                }
                leaks.addAll(lists.unseen(said.questions().get(i), answer));
                Matcher found = Hidden.LIKELY.matcher(answer.headers() + answer.body());
                while (found.find()) {
                    if (hidden.contains(found.group().replace(".", ""))) {
                        leaks.add(said.questions().get(i) + " tells " + found.group());
                    }
                }
            }
        }
    }

    /** All that is hidden in the worlds that were asked. */
    Set<String> hidden() {
        return hidden;
    }

    /** The fewest kinds of hidden things that make a difference, found by leaving out one after the other. */
    Set<Aspect> smallest() {
        Set<Aspect> smallest = EnumSet.copyOf(Dice.ALL);
        for (Aspect aspect : Aspect.values()) {
            Set<Aspect> fewer = EnumSet.copyOf(smallest);
            fewer.remove(aspect);
            if (difference(fewer) != null) {
                smallest = fewer;
            }
        }
        return smallest;
    }

    /** Asks one world everything. */
    private Said say(int run, int world, Set<Aspect> differing) {
        Dice dice = new Dice(seed, run, world + 1, differing);
        Blueprint blueprint = blueprint(differing);
        Hidden hidden;
        try {
            hidden = twins.write(world, blueprint, dice);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        List<Question> questions =
                new Questions(blueprint, new Sight(blueprint, twins.catalogue()), dice).all(document);
        Asking asking = new Asking(twins.port(world), twins.credentials(run, seed, blueprint));
        return new Said(asking, questions, questions.stream().map(asking::ask).toList(), hidden);
    }

    private Blueprint blueprint(Set<Aspect> differing) {
        return Blueprint.draw(new Dice(seed, 0, 1, differing), twins.catalogue());
    }
}
