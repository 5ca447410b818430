package io.busbar.standalone.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The document that the query API describes itself by. Immutable as long as nobody writes to its trees. */
public final class OpenApiDocument {

    private final JsonNode root;
    private final List<Operation> operations = new ArrayList<>();

    private OpenApiDocument(JsonNode root) {
        this.root = root;
        root.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> operations.add(new Operation(
                        operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
    }

    /** One method of one path. */
    public record Operation(String method, String path, JsonNode tree) {

        public String id() {
            return tree.get("operationId").asText();
        }

        /** The example of the body that a request has; missing when it has none. */
        public JsonNode requestExample() {
            return tree.at("/requestBody/content/application~1json/example");
        }

        public boolean hasBody() {
            return tree.has("requestBody");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static OpenApiDocument ofThisBuild() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi.json")) {
            return new OpenApiDocument(
                    new ObjectMapper().readTree(Objects.requireNonNull(in).readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The response of a status, its reference resolved; missing when the document has none. */
    JsonNode response(Operation operation, int status) {
        JsonNode responses = operation.tree().get("responses");
        JsonNode response =
                responses.has(Integer.toString(status)) ? responses.get("" + status) : responses.path("default");
        return response.has("$ref") ? root.at(response.get("$ref").asText().substring(1)) : response;
    }

    /** What is wrong with a value, by this document's schema; nothing when it is as it should be. */
    List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", root.get("components"));
        List<Error> errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(value, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
        return errors.stream()
                .map(error -> error.getInstanceLocation() + " " + error.getMessage())
                .toList();
    }
}
