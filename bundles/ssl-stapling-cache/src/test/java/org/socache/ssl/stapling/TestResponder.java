// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.socache.ssl.provider.test.Openssl;
import org.socache.ssl.provider.test.TestPki;

/**
 * An OCSP responder on loopback: {@code openssl ocsp} makes the answers, and this listener delivers them as well or as
 * badly as a test wants.
 */
final class TestResponder implements AutoCloseable {

    /** How it behaves. */
    enum Manner {
        /** As openssl answers. */
        HONEST,
        /** A response that ended in the past. */
        EXPIRED,
        /** The right answer to another question. */
        WRONG_SERIAL,
        /** One bit of the signature is wrong. */
        BAD_SIGNATURE,
        /** Signed by another authority. */
        FOREIGN_SIGNER,
        /** Signed by a certificate of the right authority that is not for OCSP. */
        UNDELEGATED_SIGNER,
        /** Signed by a certificate of the right authority that is for OCSP. */
        DELEGATED_SIGNER,
        /** A right answer, and a byte behind it. */
        BYTE_BEHIND,
        /** What it was given, whatever it is asked. */
        REPLAY,
        TRY_LATER,
        GARBAGE,
        HTTP_500,
        /** Its status line turns a terminal red. */
        COLOURFUL,
        /** Bytes without end. */
        ENDLESS,
        /** Accepts, and says nothing. */
        SILENT
    }

    private final TestPki pki;
    private final Path directory;
    private final ServerSocket listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test-responder");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Manner manner = Manner.HONEST;
    private volatile String[] life = {"-nmin", "60"};
    private volatile byte[] replayed;

    /** Needs the certificates {@code delegate} and {@code undelegated}, and the authority {@code stranger}. */
    TestResponder(TestPki pki) {
        this.pki = pki;
        this.directory = pki.directory();
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/";
    }

    URI uri() {
        return URI.create(url());
    }

    /** Writes openssl's list of what the authority has issued. @param state V or R; anyone else is unknown */
    TestResponder knows(String name, char state) {
        try {
            String serial = String.format(
                    Locale.ROOT,
                    "%04X",
                    TestPki.certificate(directory, name).getSerialNumber().intValue());
            String revoked = state == 'R' ? "260101000000Z" : "";
            String line = state + "\t491231235959Z\t" + revoked + "\t" + serial + "\tunknown\t/CN=" + name + "\n";
            Path index = directory.resolve("index.txt");
            List<String> lines = Files.exists(index) ? new ArrayList<>(Files.readAllLines(index)) : new ArrayList<>();
            lines.removeIf(one -> one.contains("\t" + serial + "\t"));
            lines.add(line.stripTrailing());
            Files.write(index, lines);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestResponder being(Manner now) {
        manner = now;
        return this;
    }

    /** Someone on the way answers in its place, with what he has seen before. */
    TestResponder replaying(byte[] response) {
        replayed = response.clone();
        return being(Manner.REPLAY);
    }

    /** How long its responses hold; nothing for responses that do not tell. */
    TestResponder holding(String... openssl) {
        life = openssl;
        return this;
    }

    /** How many times it was asked. */
    int asked() {
        return asked.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                asked.incrementAndGet();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            byte[] request = body(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            switch (manner) {
                case SILENT -> closed.await();
                case ENDLESS -> {
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    while (!listener.isClosed()) {
                        out.write(new byte[1000]);
                    }
                }
                case COLOURFUL ->
                    out.write("HTTP/1.1 2\u001b[31m00 forged\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                case HTTP_500 ->
                    out.write("HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                default -> {
                    byte[] answer = answer(request);
                    out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\nConnection: close\r\n"
                                    + "Content-Length: " + answer.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    out.write(answer);
                }
            }
            out.flush();
        } catch (IOException e) {
            // the asker hung up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] body(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            head.append((char) next);
        }
        String length = Arrays.stream(head.toString().split("\r\n"))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElse("content-length:0");
        return in.readNBytes(
                Integer.parseInt(length.substring(length.indexOf(':') + 1).trim()));
    }

    private byte[] answer(byte[] request) throws IOException {
        return switch (manner) {
            case EXPIRED -> expired(request);
            case BYTE_BEHIND -> withByteBehind(openssl(request, pki.authority(), life));
            case REPLAY -> replayed;
            case WRONG_SERIAL -> openssl(otherRequest(), pki.authority(), life);
            case BAD_SIGNATURE -> flipped(openssl(request, pki.authority(), life));
            case FOREIGN_SIGNER -> openssl(request, "stranger", life);
            case UNDELEGATED_SIGNER -> openssl(request, "undelegated", life);
            case DELEGATED_SIGNER -> openssl(request, "delegate", life);
            case TRY_LATER -> Answer.TRY_LATER.der();
            case GARBAGE -> "<html>It works!</html>".getBytes(StandardCharsets.US_ASCII);
            default -> openssl(request, pki.authority(), life);
        };
    }

    /** openssl dates its responses with the present, so this one is made by hand. */
    private byte[] expired(byte[] request) {
        try {
            X509CertificateHolder authority =
                    new JcaX509CertificateHolder(TestPki.certificate(directory, pki.authority()));
            Date then = Date.from(Instant.now().minus(Duration.ofHours(2)));
            Date end = Date.from(Instant.now().minus(Duration.ofHours(1)));
            BasicOCSPResp basic = new BasicOCSPRespBuilder(new RespID(authority.getSubject()))
                    .addResponse(
                            new OCSPReq(request).getRequestList()[0].getCertID(), CertificateStatus.GOOD, then, end)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey()), null, then);
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (IOException | GeneralSecurityException | OCSPException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private PrivateKey authorityKey() throws IOException, GeneralSecurityException {
        String pem = Files.readString(directory.resolve(pki.authority() + ".key"));
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static byte[] withByteBehind(byte[] response) {
        return Arrays.copyOf(response, response.length + 1);
    }

    /** The signature is the end of a response that has no certificates. */
    private static byte[] flipped(byte[] response) {
        response[response.length - 3] ^= 1;
        return response;
    }

    private byte[] otherRequest() throws IOException {
        Path file = Files.createTempFile(directory, "other", ".req");
        Openssl.run(
                directory,
                "ocsp",
                "-issuer",
                pki.authority() + ".crt",
                "-serial",
                "0x7777",
                "-no_nonce",
                "-reqout",
                file.toString());
        return Files.readAllBytes(file);
    }

    private byte[] openssl(byte[] request, String signer, String... validity) throws IOException {
        Path asked = Files.createTempFile(directory, "ask", ".req");
        Path answered = Files.createTempFile(directory, "answer", ".resp");
        Files.write(asked, request);
        List<String> command = new ArrayList<>(List.of(
                "ocsp",
                "-index",
                "index.txt",
                "-CA",
                pki.authority() + ".crt",
                "-rsigner",
                signer + ".crt",
                "-rkey",
                signer + ".key",
                "-reqin",
                asked.toString(),
                "-respout",
                answered.toString()));
        if (signer.equals(pki.authority())) {
            command.add("-resp_no_certs");
        }
        command.addAll(List.of(validity));
        Openssl.run(directory, command.toArray(String[]::new));
        return Files.readAllBytes(answered);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
