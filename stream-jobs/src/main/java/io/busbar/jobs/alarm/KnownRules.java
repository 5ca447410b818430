package io.busbar.jobs.alarm;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.RuleBook;
import io.busbar.measure.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
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
    private int rows;

    private record Key(String id, int version) {}

    KnownRules(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.json = new AlarmRuleJson(catalogue);
        this.book = new RuleBook(catalogue, List.of());
    }

    AlarmRuleJson json() {
        return json;
    }

    /** From the table of rules; what was heard of them before is no news. */
    void stored(RuleTable.Content content) {
        content.rules().forEach(rule -> versions.put(new Key(rule.id(), rule.version()), rule));
        unstored.removeAll(content.rules());
        rows = content.rows();
        book = new RuleBook(catalogue, versions.values());
    }

    /** Whether the table of rules has none that this does not know. */
    boolean areThoseOf(Connection open) throws SQLException {
        return RuleTable.count(open) == rows;
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

    /** Those that the table of rules lacks, as far as this knows, and that no book has. */
    List<AlarmRule> unstored() {
        return List.copyOf(unstored);
    }

    /**
     * All are stored and in the book from now on.
     *
     * @param inserted how many of them nobody else had stored
     */
    void adopt(int inserted) {
        unstored.clear();
        rows += inserted;
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
