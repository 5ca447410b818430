package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.busbar.query.access.account.EmailAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON body. Every fault is collected and reported at once by {@link #check}; until then readers return stand-ins.
 * Confined to one thread.
 */
final class Body {

    private static final int MAX_WORD = 40;

    private final JsonNode fields;
    private final Set<String> allowed = new TreeSet<>();
    private final List<Body> nested = new ArrayList<>();
    private final List<Fault> faults;

    /** Where the object stands: a JSON pointer, empty for the whole body. */
    private final String place;

    private Body(JsonNode fields, List<Fault> faults, String place) {
        this.fields = fields;
        this.faults = faults;
        this.place = place;
    }

    static Body parse(byte[] bytes) {
        return new Body(object(bytes), new ArrayList<>(), "");
    }

    /** @throws Refusal when it is no JSON object */
    static ObjectNode object(byte[] bytes) {
        JsonNode fields;
        try {
            fields = Json.read(bytes);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            String where = place == null ? "" : ", at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw Refusal.invalid("", "the body is not JSON, or has a field twice" + where);
        } catch (IOException e) {
            throw Refusal.invalid("", "the body is not JSON");
        }
        if (!(fields instanceof ObjectNode object)) {
            throw Refusal.invalid("", "the body is to be a JSON object");
        }
        String place = placeOfNul(object, "");
        if (place != null) {
            throw Refusal.invalid(place, "has the character U+0000, which no text here can have");
        }
        return object;
    }

    /** The first text that PostgreSQL would not keep, as a JSON pointer. */
    private static @Nullable String placeOfNul(JsonNode node, String place) {
        if (node.isTextual()) {
            return node.textValue().indexOf('\0') >= 0 ? place : null;
        }
        Iterator<String> names = node.isObject() ? node.fieldNames() : null;
        int index = 0;
        for (JsonNode part : node) {
            String name = names == null ? Integer.toString(index++) : names.next();
            String found =
                    placeOfNul(part, place + '/' + name.replace("~", "~0").replace("/", "~1"));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** A text that has to be there. */
    String text(String name, int minLength, int maxLength) {
        String text = optionalText(name, minLength, maxLength);
        if (text == null) {
            if (!fields.hasNonNull(name)) {
                fault(name, "is missing");
            }
            return "";
        }
        return text;
    }

    @Nullable
    String optionalText(String name, int minLength, int maxLength) {
        return optionalText(name, minLength, maxLength, lengths(minLength, maxLength));
    }

    private static String lengths(int minLength, int maxLength) {
        return "is to be a text of " + minLength + " to " + maxLength + " characters";
    }

    private @Nullable String optionalText(String name, int minLength, int maxLength, String allowed) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().length() < minLength
                || value.textValue().length() > maxLength) {
            fault(name, allowed);
            return null;
        }
        return value.textValue();
    }

    @Nullable
    Long optionalInteger(String name, long min, long max) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            fault(name, "is to be an integer of " + min + " to " + max);
            return null;
        }
        return value.longValue();
    }

    @Nullable
    Boolean optionalFlag(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            fault(name, "is to be true or false");
        }
        return value == null ? null : Boolean.valueOf(value.booleanValue());
    }

    @Nullable
    List<String> optionalTexts(String name, int maxCount, int maxLength) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        boolean good = value.isArray() && value.size() <= maxCount;
        for (JsonNode element : value) {
            good &= element.isTextual() && element.textValue().length() <= maxLength;
            texts.add(element.asText());
        }
        if (!good) {
            fault(name, "is to be a list of at most " + maxCount + " texts of at most " + maxLength + " characters");
        }
        return texts;
    }

    /** An object of texts, some of which may be null; empty when it is not there. */
    Map<String, @Nullable String> optionalTextsByName(String name, Set<String> keys, int minLength, int maxLength) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        JsonNode object = value(name);
        if (object != null && !object.isObject()) {
            fault(name, "is to be an object");
        } else if (object != null) {
            object.properties().forEach(field -> {
                JsonNode text = field.getValue();
                int length = text.isTextual() ? text.textValue().length() : -1;
                if (!keys.contains(field.getKey())) {
                    faults.add(new Fault(
                            '/' + name + pointer(field.getKey()),
                            "is unknown; allowed are " + String.join(", ", keys)));
                } else if (!text.isNull() && (length < minLength || length > maxLength)) {
                    faults.add(new Fault(
                            '/' + name + pointer(field.getKey()),
                            "is to be a text of " + minLength + " to " + maxLength + " characters"));
                } else {
                    texts.put(field.getKey(), text.isNull() ? null : text.textValue());
                }
            });
        }
        return texts;
    }

    /** Names or whole numbers, as texts; the list has to be there and not empty. */
    List<String> codes(String name, int maxCount) {
        JsonNode value = value(name);
        List<String> codes = new ArrayList<>();
        boolean good = value != null && value.isArray() && !value.isEmpty() && value.size() <= maxCount;
        if (value != null && good) {
            for (JsonNode element : value) {
                good &= (element.isTextual() && element.textValue().length() <= 20) || element.isIntegralNumber();
                codes.add(element.asText());
            }
        }
        if (!good) {
            fault(name, "is to be a list of 1 to " + maxCount + " ids");
        }
        return codes;
    }

    /** An e-mail address that has to be there. */
    String email(String name) {
        String email = text(name, 1, 255);
        if (!email.isEmpty() && !EmailAddress.isValid(email)) {
            fault(name, "is to be " + EmailAddress.ALLOWED);
        }
        return email;
    }

    /** One of a few words, as {@code parse} knows them; {@code words} says which. */
    <T> @Nullable T optionalWord(String name, Function<String, @Nullable T> parse, Collection<?> words) {
        return optionalWord(name, parse, lengths(1, MAX_WORD), "is to be one of " + words);
    }

    /** The same; {@code allowed} is said of whatever else is there. */
    <T> @Nullable T optionalWord(String name, Function<String, @Nullable T> parse, String allowed) {
        return optionalWord(name, parse, allowed, allowed);
    }

    private <T> @Nullable T optionalWord(
            String name, Function<String, @Nullable T> parse, String noText, String noWord) {
        String word = optionalText(name, 1, MAX_WORD, noText);
        T value = word == null ? null : parse.apply(word);
        if (word != null && value == null) {
            fault(name, noWord);
        }
        return value;
    }

    /** A list of objects, read like the body itself and checked with it. */
    @Nullable
    List<Body> optionalObjects(String name, int maxCount) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        List<Body> objects = new ArrayList<>();
        boolean good = value.isArray() && value.size() <= maxCount;
        for (JsonNode element : value) {
            good &= element.isObject();
            Body object = new Body(element, faults, pointer(name) + '/' + objects.size());
            objects.add(object);
        }
        if (!good) {
            fault(name, "is to be a list of at most " + maxCount + " objects");
            return List.of();
        }
        nested.addAll(objects);
        return objects;
    }

    /** An object that has to be there, and whose fields another part reads. */
    ObjectNode tree(String name) {
        if (value(name) instanceof ObjectNode object) {
            return object;
        }
        fault(name, "is to be an object");
        return JsonNodeFactory.instance.objectNode();
    }

    /** A text, or the decimal digits of an integer. */
    String textOrInteger(String name, int maxLength) {
        JsonNode value = value(name);
        if (value != null && value.isIntegralNumber()) {
            return value.asText();
        }
        return text(name, 1, maxLength);
    }

    /** An IANA time zone. */
    @Nullable
    String optionalZone(String name) {
        String zone = optionalText(name, 1, 60);
        if (zone != null && Times.zone(zone) == null) {
            fault(name, Times.ZONES);
        }
        return zone;
    }

    /** A time as in RFC 3339. */
    @Nullable
    Instant optionalTime(String name) {
        String text = optionalText(name, 1, 40);
        Instant time = text == null ? null : Times.parse(text);
        if (text != null && time == null) {
            fault(name, "is to be " + Times.ALLOWED);
        }
        return time;
    }

    boolean has(String name) {
        return fields.has(name);
    }

    void fault(String name, String message) {
        faults.add(new Fault(pointer(name), message));
    }

    /** Of an element of a list, from 0. */
    void fault(String name, int index, String message) {
        faults.add(new Fault(pointer(name) + '/' + index, message));
    }

    /**
     * Ends the reading.
     *
     * @throws Refusal when a field is wrong, missing, or none of those that were asked for
     */
    void check() {
        checkNames();
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
    }

    /** Where a field stands. */
    String pointer(String name) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return place + '/' + (escaped.length() > 60 ? escaped.substring(0, 60) : escaped);
    }

    private void checkNames() {
        nested.forEach(Body::checkNames);
        fields.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                faults.add(new Fault(pointer(name), "is unknown; allowed are " + String.join(", ", allowed)));
            }
        });
    }

    private @Nullable JsonNode value(String name) {
        allowed.add(name);
        JsonNode value = fields.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
