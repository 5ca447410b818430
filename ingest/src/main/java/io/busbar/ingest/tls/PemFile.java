package io.busbar.ingest.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One PEM file, and every way in which it may be of no use, with the remedy.
 *
 * @param what it is to be, for messages
 * @param option that names it on the command line
 */
@SuppressWarnings("ArrayRecordComponent") // read once, written by nobody
record PemFile(String what, String option, Path path, byte[] bytes) {

    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final byte[] PROBE = "busbar".getBytes(StandardCharsets.US_ASCII);

    static PemFile read(String what, String option, Path path) throws IOException {
        String named = what + " " + path;
        try {
            return new PemFile(what, option, path, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new IOException(named + " does not exist: name the PEM file with " + option, e);
        } catch (AccessDeniedException e) {
            throw new IOException(named + " may not be read: let the user that runs Busbar read it", e);
        } catch (IOException e) {
            throw new IOException(named + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** At least one, all valid now. */
    List<X509Certificate> certificates(Instant now) throws IOException {
        List<X509Certificate> found;
        try {
            found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
        } catch (CertificateException e) {
            throw noCertificate(e);
        }
        if (found.isEmpty()) {
            throw noCertificate(null);
        }
        for (X509Certificate each : found) {
            if (now.isAfter(each.getNotAfter().toInstant())) {
                throw new IOException(
                        named() + " expired at " + each.getNotAfter().toInstant() + ": renew it");
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                throw new IOException(named() + " is valid only from "
                        + each.getNotBefore().toInstant() + ": look at the clock of this machine");
            }
        }
        return found;
    }

    private IOException noCertificate(@Nullable Throwable cause) {
        return new IOException(named() + " holds no certificate: expected is PEM, -----BEGIN CERTIFICATE-----", cause);
    }

    /** Looks whether the private key in this file is the certificate's. */
    void requireKeyOf(X509Certificate certificate, Path certificatePath) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            String remedy = text.contains("ENCRYPTED")
                    ? " needs a password, and the door has none: write one without with 'openssl pkcs8 -topk8 -nocrypt'"
                    : " holds no private key of the form -----BEGIN PRIVATE KEY-----: convert it with"
                            + " 'openssl pkcs8 -topk8 -nocrypt'";
            throw new IOException(named() + remedy);
        }
        boolean matches;
        try {
            String algorithm = certificate.getPublicKey().getAlgorithm();
            PrivateKey key = KeyFactory.getInstance(algorithm)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            matches = signs(key, certificate, signature(algorithm));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    named() + " is not the key of " + certificatePath + ": " + e.getMessage()
                            + ": give the pair that was made together",
                    e);
        }
        if (!matches) {
            throw new IOException(
                    named() + " is not the key of " + certificatePath + ": give the pair that was made together");
        }
    }

    private static String signature(String algorithm) {
        return switch (algorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> algorithm;
        };
    }

    private static boolean signs(PrivateKey key, X509Certificate certificate, String algorithm)
            throws GeneralSecurityException {
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(PROBE);
        byte[] signed = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate.getPublicKey());
        verifying.update(PROBE);
        return verifying.verify(signed);
    }

    private String named() {
        return what + " " + path;
    }
}
