package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class BodyTest {

    @Test
    void readsFieldsOfTheirKinds() {
        Body body = body("{\"a\":\"text\",\"b\":7,\"c\":true,\"d\":[\"x\"],\"e\":null}");
        assertThat(body.text("a", 1, 10)).isEqualTo("text");
        assertThat(body.optionalInteger("b", 0, 10)).isEqualTo(7);
        assertThat(body.optionalFlag("c")).isTrue();
        assertThat(body.optionalTexts("d", 1, 1)).containsExactly("x");
        assertThat(body.optionalText("e", 1, 10)).isNull();
        body.check();
    }

    @Test
    void reportsAllFaultsTogether() {
        Body body = body("{\"a\":\"\",\"b\":1.5,\"c\":\"yes\",\"d\":[7],\"z\":\"Mars/One\",\"q/r\":1}");
        body.text("a", 1, 10);
        body.optionalInteger("b", 0, 10);
        body.optionalFlag("c");
        body.optionalTexts("d", 3, 3);
        body.optionalZone("z");
        body.text("missing", 1, 10);
        Refusal refusal = catchThrowableOfType(Refusal.class, body::check);
        assertThat(refusal.faults())
                .extracting(Fault::pointer)
                .containsExactly("/a", "/b", "/c", "/d", "/z", "/missing", "/q~1r");
        assertThat(refusal.faults())
                .last()
                .extracting(Fault::message)
                .isEqualTo("is unknown; allowed are a, b, c, d, missing, z");
    }

    @Test
    void refusesWhatIsNoSingleObject() {
        for (String text : new String[] {"", "null", "7", "[]", "{", "{\"a\":1,\"a\":2}", "{}x"}) {
            Refusal refusal = catchThrowableOfType(Refusal.class, () -> body(text));
            assertThat(refusal).as(text).isNotNull();
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
        }
    }

    private static Body body(String json) {
        return Body.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
