package io.busbar.standalone.secrecy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.standalone.secrecy.Asking.Answer;
import io.busbar.standalone.secrecy.Blueprint.TypedPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Lists of measuring points name none that the asker sees nowhere. The catalogue is the same in every world, so that comparing two would not show
 * it. Immutable.
 */
record PointLists(Catalogue catalogue, Set<TypedPoint> seen) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CATALOGUE = "/api/v1/measuring-points";
    private static final String OWN = "/api/v1/me/points";

    PointLists {
        seen = Set.copyOf(seen);
    }

    /** What the answer names that is not seen. */
    List<String> unseen(Question question, Answer answer) {
        boolean isList =
                question.path().startsWith(CATALOGUE) || question.path().equals(OWN);
        List<String> unseen = new ArrayList<>();
        if (isList && answer.status() == 200) {
            for (JsonNode item : items(answer)) {
                DeviceType type = Objects.requireNonNull(
                        catalogue.deviceType(item.get("deviceType").asText()));
                TypedPoint point = new TypedPoint(type.code(), item.get("point").asLong());
                if (!seen.contains(point)) {
                    unseen.add(question + " names " + point);
                }
            }
        }
        return unseen;
    }

    private static JsonNode items(Answer answer) {
        try {
            return JSON.readTree(answer.body()).get("items");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
