package io.busbar.standalone.secrecy;

import io.busbar.standalone.secrecy.Dice.Aspect;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * Webhooks as rows of one world: those of the asker with dead letters, some of events that the asker does not see any more, and those of others, which
 * are there or not. None is due. Confined to one thread.
 */
final class WebhookRows {

    private static final Instant FIRST_LETTER = Instant.parse("2026-06-01T11:30:00Z");
    private static final int LETTERS = 6;

    private final Blueprint blueprint;
    private final Names names;
    private final Dice dice;
    private final Rows rows;
    private final Words words;

    WebhookRows(Blueprint blueprint, Names names, Dice dice, Rows rows, Words words) {
        this.blueprint = blueprint;
        this.names = names;
        this.dice = dice;
        this.rows = rows;
        this.words = words;
    }

    /** Of a member. */
    static String id(Names names, int member) {
        return names.id("webhook of", member);
    }

    void add() {
        int asker = blueprint.asker().number();
        for (Blueprint.Member member : blueprint.members()) {
            boolean isSeen = member.number() == asker;
            SplittableRandom random = dice.draw(isSeen, Aspect.SHARES, "webhook", member.number());
            if (isSeen || random.nextBoolean()) {
                add(member.number(), isSeen, random);
            }
        }
        SplittableRandom random = dice.seen("dead letters");
        for (int i = 0; i < LETTERS; i++) {
            int device = random.nextInt(blueprint.devices().size());
            int frame = AlarmRows.EVERY * random.nextInt(Blueprint.FRAMES / AlarmRows.EVERY);
            rows.add(
                    "INSERT INTO webhook_dead_letter SELECT id, ?, ?::timestamptz, 3, 'answered 500' FROM webhook WHERE public_id = ?"
                            + " ON CONFLICT DO NOTHING",
                    AlarmRows.raise(AlarmRows.id(names, device, frame)),
                    FIRST_LETTER.plusSeconds(device).toString(),
                    id(names, asker));
        }
    }

    private void add(int member, boolean isSeen, SplittableRandom random) {
        rows.add(
                "INSERT INTO webhook (public_id, member_id, url, secret, description, created_at, position, next_attempt_at, disabled, failing_since)"
                        + " SELECT ?, id, ?, ?, ?, '2026-05-01', ?, '2099-01-01', ?, ?::timestamptz FROM member WHERE public_id = ?",
                id(names, member),
                "https://example.org/" + words.of(isSeen, Aspect.SHARES, "url", member),
                new byte[32],
                words.of(isSeen, Aspect.SHARES, "description", member),
                dice.hidden(Aspect.ORDER, "position", member).nextLong(100),
                random.nextBoolean(),
                random.nextBoolean() ? FIRST_LETTER.toString() : null,
                names.id("member", member));
    }
}
