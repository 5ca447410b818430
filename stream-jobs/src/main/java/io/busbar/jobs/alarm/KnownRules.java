package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.RuleBook;
import io.busbar.measure.Catalogue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every version of every rule that was heard of; the book of them is made when it is asked for. Confined to one thread. */
final class KnownRules {

    private static final Logger LOG = LoggerFactory.getLogger(KnownRules.class);

    private final Catalogue catalogue;
    private final AlarmRuleJson json;
    private final Map<Key, AlarmRule> versions = new LinkedHashMap<>();
    private final List<AlarmRule> unstored = new ArrayList<>();
    private RuleBook book;

    private record Key(String id, int version) {}

    KnownRules(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.json = new AlarmRuleJson(catalogue);
        this.book = new RuleBook(catalogue, List.of());
    }

    AlarmRuleJson json() {
        return json;
    }

    /** From the table of rules. */
    void stored(List<AlarmRule> rules) {
        rules.forEach(rule -> versions.put(new Key(rule.id(), rule.version()), rule));
        book = new RuleBook(catalogue, versions.values());
    }

    /** From the topic of rules; a version that is known already stays what it is. */
    void heard(String key, byte[] value) {
        try {
            AlarmRule rule = json.read(value);
            AlarmRule before = versions.putIfAbsent(new Key(rule.id(), rule.version()), rule);
            if (before == null) {
                unstored.add(rule);
            } else if (!before.equals(rule)) {
                LOG.error(
                        "passed over another version {} of alarm rule {}: a version never changes",
                        rule.version(),
                        rule.id());
            }
        } catch (IllegalArgumentException e) {
            LOG.error("passed over a record that is no alarm rule: key={}: {}", key, e.getMessage());
        }
    }

    /** Those that the table of rules lacks, and that no book has. */
    List<AlarmRule> unstored() {
        return List.copyOf(unstored);
    }

    /** They are stored and in the book from now on. */
    void adopt() {
        unstored.clear();
        book = new RuleBook(catalogue, versions.values());
    }

    /** How many versions there are. */
    int size() {
        return versions.size();
    }

    RuleBook book() {
        return book;
    }
}
