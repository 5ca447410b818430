package io.busbar.standalone.secrecy;

import io.busbar.standalone.secrecy.Dice.Aspect;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Texts that people or devices have set, and the memory of those that are hidden. Confined to one thread. */
final class Words {

    private final Dice dice;
    private final Set<String> hidden = new HashSet<>();

    Words(Dice dice) {
        this.dice = dice;
    }

    String of(boolean isSeen, Aspect aspect, Object... name) {
        long number = dice.draw(isSeen, aspect, name).nextLong() & 0xFF_FFFF_FFFFL;
        String word = String.format(Locale.ROOT, "%s%010x", isSeen ? "seen" : "hush", number);
        if (!isSeen) {
            hidden.add(word);
        }
        return word;
    }

    /** A name that is not drawn, of something that the asker does not see. */
    void hide(String name) {
        hidden.add(name);
    }

    /** Nothing that the asker gets has any of them. */
    Set<String> hidden() {
        return hidden;
    }
}
