package io.busbar.benchmarks.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.benchmarks.peer.QuestDb;
import java.io.IOException;
import java.time.Instant;

/** QuestDB over HTTP, in JSON. Thread-safe. */
public final class QuestDbAnswers implements Answers {

    private final Question question;
    private final QuestDb server;
    private final String packTable;
    private final String bmsTable;
    private final String range;

    /** @throws IllegalArgumentException for alarms, of which it has none */
    public QuestDbAnswers(
            Question question, QuestDb server, String packTable, String bmsTable, Instant from, Instant to) {
        if (question == Question.ALARMS) {
            throw new IllegalArgumentException("QuestDB has no " + question);
        }
        this.question = question;
        this.server = server;
        this.packTable = packTable;
        this.bmsTable = bmsTable;
        this.range = "ts >= '" + from + "' AND ts < '" + to + "'";
    }

    @Override
    public String name() {
        return "questdb";
    }

    @Override
    public String description() {
        return "QuestDB " + QuestDb.VERSION + ", "
                + switch (question) {
                    case DAY -> "a range of time of a device, a symbol with an index";
                    case ROLLUP -> "SAMPLE BY 5m over the history";
                    case IMBALANCE -> "LATEST ON, then array_max - array_min";
                    case ALARMS -> "";
                };
    }

    @Override
    public Line open() {
        return new Line() {
            @Override
            public Reply ask(String pack) throws IOException {
                JsonReply reply = new JsonReply();
                for (JsonNode row : server.rows(sql(pack))) {
                    reply.add(row);
                }
                return reply.reply();
            }

            @Override
            public void close() {
                // the server is shared
            }
        };
    }

    private String sql(String pack) {
        return switch (question) {
            case DAY -> "SELECT ts, cells FROM " + packTable + " WHERE device = '" + pack + "' AND " + range;
            case ROLLUP -> "SELECT ts, device, max(hot2) FROM " + bmsTable + " WHERE " + range + " SAMPLE BY 5m";
            case IMBALANCE ->
                "SELECT device, array_max(cells) - array_min(cells) AS apart FROM (SELECT device, cells FROM "
                        + packTable + " LATEST ON ts PARTITION BY device) ORDER BY apart DESC LIMIT " + Question.TOP;
            case ALARMS -> throw new IllegalStateException("no table");
        };
    }
}
