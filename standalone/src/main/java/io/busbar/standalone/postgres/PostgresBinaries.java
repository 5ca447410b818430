package io.busbar.standalone.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL programs, unpacked from the class path into {@code bin-VERSION}. The folder appears in one step, complete, so that an
 * interrupted unpacking is simply done again. Immutable.
 */
record PostgresBinaries(Path folder, String version) {

    private static final String OTHERS = "embedded PostgreSQL runs on Linux (x86-64, arm64) only, this is ";

    /** Unpacks the programs below {@code parent} unless they are there. */
    static PostgresBinaries unpack(Path parent) throws IOException {
        String version = packagedVersion();
        Path folder = parent.resolve("bin-" + version);
        if (!Files.isDirectory(folder)) {
            String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
            try (InputStream in = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
                if (in == null) {
                    throw new IOException(archive + " is not on the class path");
                }
                unpackThenRename(in, folder);
            }
        }
        return new PostgresBinaries(folder, version);
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    /** Servers of one major version read one another's data. */
    String major() {
        return version.substring(0, version.indexOf('.'));
    }

    static String archive(String osName, String osArch) throws IOException {
        if (!osName.toLowerCase(Locale.ROOT).startsWith("linux")) {
            throw new IOException(OTHERS + osName + " " + osArch + ": name a server with --jdbc-url");
        }
        return switch (osArch) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default -> throw new IOException(OTHERS + osName + " " + osArch + ": name a server with --jdbc-url");
        };
    }

    private static String packagedVersion() throws IOException {
        Properties properties = new Properties();
        try (@Nullable InputStream in = PostgresBinaries.class.getResourceAsStream("binaries.properties")) {
            if (in == null) {
                throw new IOException("binaries.properties is not on the class path");
            }
            properties.load(in);
        }
        return properties.getProperty("version", "");
    }

    private static void unpackThenRename(InputStream in, Path folder) throws IOException {
        Path staging =
                folder.resolveSibling("unpacking-" + ProcessHandle.current().pid());
        try {
            FolderTree.delete(staging);
            Files.createDirectories(staging);
            unpackInto(staging, in);
            Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(staging, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            FolderTree.delete(staging);
            if (!Files.isDirectory(folder)) {
                throw new IOException("cannot unpack PostgreSQL into " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    private static void unpackInto(Path target, InputStream in) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("archive entry outside its folder: " + entry.getName());
                }
                Path parent = path.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }
}
