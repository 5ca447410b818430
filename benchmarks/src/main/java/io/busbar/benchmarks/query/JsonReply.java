package io.busbar.benchmarks.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.benchmarks.query.Answers.Reply;

/** Adds up the numbers of an answer in JSON. Confined to one thread. */
final class JsonReply {

    private long values;
    private long sum;

    /** A number, or all of an array. */
    JsonReply add(JsonNode value) {
        if (value.isNumber()) {
            values++;
            sum += value.longValue();
        }
        value.forEach(this::add);
        return this;
    }

    Reply reply() {
        return new Reply(values, sum);
    }
}
