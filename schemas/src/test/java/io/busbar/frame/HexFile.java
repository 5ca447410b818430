package io.busbar.frame;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Golden bytes as people write them: pairs of hex digits, and comments from '#' to the end of the line. Stateless. */
final class HexFile {

    private HexFile() {}

    /** The bytes of a file beside this class, such as {@code thirty-cells.hex}. */
    static byte[] read(String name) {
        return parse(text(name));
    }

    static String text(String name) {
        try (InputStream in = HexFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no file " + name + " beside " + HexFile.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] parse(String text) {
        return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
    }
}
