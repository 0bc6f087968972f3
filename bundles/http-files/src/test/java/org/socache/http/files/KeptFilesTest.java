// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.servlet.DispatcherType;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.ServletException;
import javax.servlet.ServletOutputStream;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;

import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.http.engine.record.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Files that are kept are served as they are now, with the right validators, and never two contents in one answer. */
class KeptFilesTest {

    @TempDir
    private Path root;

    private final HttpClient client = HttpClient.newHttpClient();
    /** Of its threads, two are the server's own. */
    private final Server server = new Server(new QueuedThreadPool(8));

    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final Counters counters = new Counters();
    private Wanted wanted;
    private FileSet set;

    @BeforeEach
    void serve() throws Exception {
        Files.createDirectories(root.resolve("css"));
        Files.writeString(root.resolve("open.txt"), "0123456789");
        Files.writeString(root.resolve("memory.txt"), "0123456789");
        Files.writeString(root.resolve("css/a.css"), "a");
        Files.writeString(root.resolve("secret.txt"), "secret");
        wanted = wanted("open.txt", "memory.txt css/*.css", 100, 1_000_000);
        set = new FileSet(wanted, wanted.find(), counters);
        ServletContextHandler context = new ServletContextHandler();
        ServletHolder holder = new ServletHolder(new FilesServlet(path -> set.file(path), counters));
        holder.setAsyncSupported(true);
        for (String path : set.paths()) {
            context.addServlet(holder, path);
        }
        FilterHolder filter = new FilterHolder((Filter) KeptFilesTest::wrap);
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
        connector.setHost("127.0.0.1");
        connector.setPort(20_000 + (int) (ProcessHandle.current().pid() % 9_000));
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    private Wanted wanted(String open, String inMemory, int files, long memory) {
        return FilesDirectives.read(
                Map.of(
                        "DocumentRoot", root,
                        "CacheFile", open,
                        "MMapFile", inMemory,
                        "FilesLimit", files,
                        "MMapLimit", memory),
                root);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        set.close();
    }

    /** What compressing and measuring filters do: the server's own output is not to be seen. */
    private static void wrap(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (((HttpServletRequest) request).getHeader("X-Wrapped") == null
                && ((HttpServletRequest) request).getQueryString() == null) {
            chain.doFilter(request, response);
            return;
        }
        ServletOutputStream own = response.getOutputStream();
        ServletOutputStream wrapped = new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return own.isReady();
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                own.setWriteListener(listener);
            }

            @Override
            public void write(int octet) throws IOException {
                own.write(octet);
            }

            @Override
            public void write(byte[] octets, int from, int count) throws IOException {
                own.write(octets, from, count);
            }
        };
        chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
            @Override
            public ServletOutputStream getOutputStream() {
                return wrapped;
            }
        });
    }

    private HttpResponse<String> send(String method, String path, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + connector.getLocalPort() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (fields.length > 0) {
            request.headers(fields);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String field(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    @Test
    void patterns_chooseTheFiles_andNoOthers() {
        assertThat(set.paths()).containsExactly("/css/a.css", "/memory.txt", "/open.txt");
        assertThat(set.getHandles()).isEqualTo(1);
        assertThat(set.getMemoryBytes()).isEqualTo(11);
        assertThat(send("GET", "/secret.txt").statusCode()).isEqualTo(404);
        assertThat(field(send("GET", "/css/a.css"), "Content-Type")).startsWith("text/css");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open.txt", "/memory.txt"})
    void answers_haveValidatorsConditionsAndRanges(String path) {
        HttpResponse<String> whole = send("GET", path);
        String tag = field(whole, "ETag");

        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(field(whole, "Content-Length")).isEqualTo("10");
        assertThat(field(whole, "Last-Modified")).endsWith("GMT");
        assertThat(field(whole, "Age")).isNull();
        assertThat(field(send("HEAD", path), "Content-Length")).isEqualTo("10");
        assertThat(send("GET", path, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(send("GET", path, "If-Modified-Since", field(whole, "Last-Modified"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(send("GET", path, "If-Match", "\"other\"").statusCode()).isEqualTo(412);
        assertThat(send("GET", path, "If-Match", tag).statusCode()).isEqualTo(200);
        HttpResponse<String> part = send("GET", path, "Range", "bytes=2-4", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(field(part, "Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(send("GET", path, "Range", "bytes=20-").statusCode()).isEqualTo(416);
        assertThat(send("POST", path).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.txt", "memory.txt"})
    void changedReplacedTruncatedOrDeleted_isNoticedAtOnce(String name) throws IOException {
        Path file = root.resolve(name);
        String tag = field(send("GET", "/" + name), "ETag");

        Files.writeString(file, "9876543210");
        HttpResponse<String> edited = send("GET", "/" + name, "If-None-Match", tag);
        assertThat(edited.body()).isEqualTo("9876543210");
        assertThat(field(edited, "ETag")).isNotEqualTo(tag);
        Files.move(Files.writeString(root.resolve("new"), "replaced"), file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(send("GET", "/" + name).body()).isEqualTo("replaced");
        Files.writeString(file, "re");
        assertThat(send("GET", "/" + name).body()).isEqualTo("re");
        Files.delete(file);
        assertThat(send("GET", "/" + name).statusCode()).isEqualTo(404);
        Files.writeString(file, "back");
        assertThat(send("GET", "/" + name).body()).isEqualTo("back");
        assertThat(set.getChanged()).isEqualTo(4);
        assertThat(set.getMissing()).isEqualTo(1);
    }

    @Test
    void answerUnderWay_goesOnWhenTheFileIsReplaced_andBreaksOffWhenItIsEdited() throws IOException {
        Path file = root.resolve("open.txt");
        byte[] old = new byte[600_000];
        Files.write(file, old);
        Content content = Content.open(file);
        try (Payload replaced = content.body().open();
                Payload edited = Content.open(file).body().open()) {
            replaced.next();
            edited.next();
            edited.next();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {1}), 599_999);
            }
            assertThatThrownBy(edited::next).isInstanceOf(IOException.class).hasMessageContaining("was changed");
        }
        Files.write(file, old);
        Content second = Content.open(file);
        try (Payload replaced = second.body().open()) {
            replaced.next();
            Files.move(Files.writeString(root.resolve("new"), "new"), file, StandardCopyOption.REPLACE_EXISTING);
            second.close();
            replaced.next();
            assertThat(replaced.next().remaining()).isEqualTo(600_000 - 2 * 256 * 1024);
            assertThat(replaced.next()).isNull();
        }
        content.close();
    }

    @Test
    void replacementWhileItIsOpened_neverGivesOneFilesBytesUnderAnothersTag() throws Exception {
        Path file = root.resolve("open.txt");
        Path next = root.resolve("next");
        AtomicBoolean replacing = new AtomicBoolean(true);
        ExecutorService replacer = Executors.newSingleThreadExecutor();
        Future<?> replacements = replacer.submit(() -> {
            for (int i = 0; replacing.get(); i = (i + 1) % 26) {
                // the size tells the letter
                Files.writeString(next, String.valueOf((char) ('a' + i)).repeat(100 + i));
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
                java.util.concurrent.locks.LockSupport.parkNanos(15_000_000);
            }
            return null;
        });
        int opened = 0;
        for (int i = 0; i < 40; i++) {
            try (Content content = Content.open(file);
                    Payload payload = content.body().open()) {
                int size = (int) payload.length();
                ByteBuffer bytes = payload.next();
                assertThat(bytes.remaining()).isEqualTo(size);
                assertThat(size == 10 ? '0' : 'a' + size - 100).isEqualTo(bytes.get());
                opened++;
            } catch (IOException changes) {
                assertThat(changes).hasMessageContaining("changes while it is opened");
            }
        }
        replacing.set(false);
        replacements.get();
        replacer.shutdown();
        assertThat(opened).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.txt", "memory.txt"})
    void editsInPlace_neverMixTwoContents(String name) throws Exception {
        Path file = root.resolve(name);
        AtomicBoolean editing = new AtomicBoolean(true);
        ExecutorService editor = Executors.newSingleThreadExecutor();
        Files.writeString(file, "a".repeat(100_000));
        Future<?> edits = editor.submit(() -> {
            for (char c = 'b'; editing.get(); c = c == 'z' ? 'a' : (char) (c + 1)) {
                byte[] content = String.valueOf(c).repeat(100_000).getBytes(StandardCharsets.ISO_8859_1);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(content), 0);
                }
                java.util.concurrent.locks.LockSupport.parkNanos(30_000_000);
            }
            return null;
        });
        int whole = 0;
        for (int i = 0; i < 100; i++) {
            try {
                HttpResponse<String> answer = send("GET", "/" + name);
                if (answer.statusCode() == 200) {
                    assertThat(answer.body().chars().distinct().count()).isEqualTo(1);
                    whole++;
                }
            } catch (AssertionError brokenOff) {
                assertThat(brokenOff.getCause()).isInstanceOf(IOException.class);
            }
        }
        editing.set(false);
        edits.get();
        editor.shutdown();
        assertThat(whole).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.txt", "memory.txt"})
    void largeContent_isTheSame_directlyAndThroughAFilter(String name) throws IOException {
        String content = "0123456789".repeat(70_001);
        Files.writeString(root.resolve(name), content);

        assertThat(send("GET", "/" + name).body()).isEqualTo(content);
        assertThat(send("GET", "/" + name, "X-Wrapped", "yes").body()).isEqualTo(content);
        assertThat(send("GET", "/" + name, "Range", "bytes=300001-600003").body())
                .isEqualTo(content.substring(300_001, 600_004));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.txt", "memory.txt"})
    void clientsThatTakeTheirTime_holdNoThread_andGetEverything(String name) throws Exception {
        // more than the system buffers for a connection
        byte[] content = new byte[8_000_000];
        new Random(1).nextBytes(content);
        Files.write(root.resolve(name), content);
        wanted = wanted("open.txt", "memory.txt css/*.css", 100, 9_000_000);
        set.close();
        set = new FileSet(wanted, wanted.find(), counters);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                slow.add(request("/" + name));
            }

            assertThat(send("GET", "/css/a.css").body()).isEqualTo("a");
            for (Socket client : slow) {
                byte[] answer = client.getInputStream().readAllBytes();
                assertThat(Arrays.copyOfRange(answer, answer.length - content.length, answer.length))
                        .isEqualTo(content);
            }
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
        Awaitility.await().until(() -> set.getBytesServed() == 12L * content.length + 1);
        assertThat(set.getBrokenOff()).isZero();
    }

    @Test
    void contentBesideManyAnswersThatTakeTheirTime_isTheSame() throws IOException {
        byte[] bytes = new byte[600_000];
        new Random(1).nextBytes(bytes);
        Files.write(root.resolve("open.txt"), bytes);
        List<Payload> underWay = new ArrayList<>();
        try (Content content = Content.open(root.resolve("open.txt"))) {
            for (int i = 0; i < 70; i++) {
                underWay.add(content.body().open());
            }

            ByteBuffer read = ByteBuffer.allocate(bytes.length);
            Payload last = underWay.get(69);
            for (ByteBuffer part = last.next(); part != null; part = last.next()) {
                assertThat(part.remaining()).isLessThanOrEqualTo(32 * 1024);
                read.put(part);
            }
            assertThat(read.array()).isEqualTo(bytes);
        } finally {
            underWay.forEach(Payload::close);
        }
    }

    /** Asks, and reads no more of the answer than its beginning. */
    private Socket request(String path) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(16_384);
        client.connect(new InetSocketAddress("127.0.0.1", connector.getLocalPort()));
        client.setSoTimeout(10_000);
        client.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(client.getInputStream().read()).isEqualTo('H');
        return client;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answerOfAFileThatIsEditedMeanwhile_endsBeforeItsLength(boolean wrapped) throws Exception {
        Path file = root.resolve("open.txt");
        Files.write(file, new byte[8_000_000]);
        try (Socket client = request("/open.txt" + (wrapped ? "?wrapped" : ""))) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {1}), 7_999_999);
            }

            assertThat(count(client.getInputStream())).isBetween(1L, 7_999_999L);
        }
        Awaitility.await().until(() -> set.getBrokenOff() == 1);
        assertThat(send("GET", "/open.txt").body()).hasSize(8_000_000);
    }

    /** How many bytes come until the connection ends, in whatever way. */
    private static long count(InputStream in) {
        long count = 0;
        try {
            byte[] some = new byte[65_536];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                count += read;
            }
        } catch (IOException reset) {
            return count;
        }
        return count;
    }

    @Test
    void clientThatTakesNothing_isGivenUp_whenItsConnectionWasIdleForTooLong() throws Exception {
        // long enough for a loaded machine to ask in
        connector.setIdleTimeout(1000);
        Files.write(root.resolve("open.txt"), new byte[8_000_000]);
        Content content = set.file("/open.txt").use();
        content.close();
        try (Socket client = request("/open.txt")) {
            set.close();

            Awaitility.await().until(() -> !content.isOpen());
            assertThat(count(client.getInputStream())).isLessThan(8_000_000);
        }
    }

    @Test
    void clientThatGoesAway_leavesNothingOpen() throws Exception {
        Files.write(root.resolve("open.txt"), new byte[8_000_000]);
        Content content = set.file("/open.txt").use();
        content.close();
        request("/open.txt").close();
        set.close();

        Awaitility.await().until(() -> !content.isOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.txt", "memory.txt"})
    void editThatKeepsSizeAndTime_isNoticedToo(String name) throws IOException {
        // what archives with one time for all files do, and rsync --times --inplace
        Path file = root.resolve(name);
        FileTime before = Files.getLastModifiedTime(file);
        String tag = field(send("GET", "/" + name), "ETag");

        Files.writeString(file, "9876543210");
        Files.setLastModifiedTime(file, before);

        HttpResponse<String> edited = send("GET", "/" + name, "If-None-Match", tag);
        assertThat(edited.statusCode()).isEqualTo(200);
        assertThat(edited.body()).isEqualTo("9876543210");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open.txt", "/memory.txt"})
    void requestThatComesWhenTheSetEnds_isAnswered(String path) {
        set.close();

        assertThat(send("GET", path).body()).isEqualTo("0123456789");
        assertThat(send("GET", path).body()).isEqualTo("0123456789");
    }

    @Test
    void fieldsInSeveralLines_areOneList() {
        String tag = field(send("GET", "/open.txt"), "ETag");

        assertThat(send("GET", "/open.txt", "If-None-Match", "\"a\"", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(send("GET", "/open.txt", "If-Match", "\"a\"", "If-Match", tag)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void fileOfThreeGigabytes_isServedByPosition() throws IOException {
        try (FileChannel sparse = FileChannel.open(root.resolve("open.txt"), StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap("end".getBytes(StandardCharsets.ISO_8859_1)), 3L << 30);
        }

        assertThat(field(send("HEAD", "/open.txt"), "Content-Length")).isEqualTo("3221225475");
        HttpResponse<String> end = send("GET", "/open.txt", "Range", "bytes=-3");
        assertThat(end.body()).isEqualTo("end");
        assertThat(field(end, "Content-Range")).isEqualTo("bytes 3221225472-3221225474/3221225475");
    }

    @Test
    void limits_leaveOutTheRest() throws IOException {
        Wanted wanted = wanted("*.txt", "css/*", 2, 0);
        try (FileSet limited = new FileSet(wanted, wanted.find(), new Counters())) {
            assertThat(limited.paths()).containsExactly("/memory.txt", "/open.txt");
            assertThat(limited.getLeftOut()).isEqualTo(2);
            assertThat(limited.getFiles())
                    .extracting(KeptFileStatus::getUrl, KeptFileStatus::getKept, KeptFileStatus::getSize)
                    .containsExactly(tuple("/memory.txt", "open", 10L), tuple("/open.txt", "open", 10L));
        }
    }

    @Test
    void fileLargerThanABuffer_isLeftOut_andTheOthersAreKept() throws IOException {
        try (FileChannel sparse =
                FileChannel.open(root.resolve("css/large"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[1]), 3L << 30);
        }
        Wanted wanted = wanted("*.txt", "css/*", 100, 4L << 30);
        try (FileSet opened = new FileSet(wanted, wanted.find(), new Counters())) {
            assertThat(opened.paths()).containsExactly("/css/a.css", "/memory.txt", "/open.txt", "/secret.txt");
        }
    }

    @Test
    void fileThatOutgrowsTheMemory_isNotServedFromIt_untilItFitsAgain() throws IOException {
        Path file = root.resolve("memory.txt");
        Files.write(file, new byte[999_999]);
        assertThat(send("GET", "/memory.txt").statusCode()).isEqualTo(200);
        Files.write(file, new byte[1_000_000]);

        assertThat(send("GET", "/memory.txt").statusCode()).isEqualTo(503);
        assertThat(set.getMemoryBytes()).isEqualTo(1_000_000);
        Files.writeString(file, "small");
        assertThat(send("GET", "/memory.txt").body()).isEqualTo("small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open.txt", "memory.txt"})
    void fileThatCannotBeOpenedWhenASetIsMade_isUnavailable_untilItCanBe(String name) throws IOException {
        Path file = root.resolve(name);
        Map<String, Boolean> found = wanted.find();
        Files.delete(file);
        // stands for one that changes all the time because somebody is writing it
        Files.createSymbolicLink(file, file);
        FileSet before = set;
        set = new FileSet(wanted, found, counters);
        before.close();

        assertThat(set.getMissing()).isZero();
        assertThat(send("GET", "/" + name).statusCode()).isEqualTo(503);
        assertThat(set.getFiles())
                .extracting(KeptFileStatus::getUrl, KeptFileStatus::getKept, KeptFileStatus::getSize)
                .contains(tuple("/" + name, "cannot be read", 0L));
        Files.delete(file);
        Files.writeString(file, "written");
        assertThat(send("GET", "/" + name).body()).isEqualTo("written");
        assertThat(set.getHandles()).isEqualTo(1);
        assertThat(set.getChanged()).isZero();
    }

    @Test
    void interruptedReader_breaksOffNoLaterAnswer() throws IOException {
        try (Content content = set.file("/open.txt").use();
                Payload payload = content.body().open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(payload::next).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(send("GET", "/open.txt").body()).isEqualTo("0123456789");
        assertThat(set.getChanged()).isZero();
    }
}
