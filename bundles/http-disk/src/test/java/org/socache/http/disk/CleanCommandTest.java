// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.apache.karaf.shell.support.completers.ArgumentCommandLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.Tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code socache:clean} is htcacheclean for the node's own tree, and prints on the console of the session. */
class CleanCommandTest {

    private static final String URL = "http://www.example.com:80/1?";

    @TempDir
    private Path root;

    private Tree tree;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @BeforeEach
    void oneEntry() throws IOException {
        tree = new Tree(root, 1, 3);
        store(URL);
    }

    private void store(String url) throws IOException {
        EntryName name = EntryName.of(url.getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectories(tree.directory(name));
        long later = System.currentTimeMillis() + 3_600_000;
        Header header = new Header(200, 0, 0, later, 1000, 2000, 3000, url, new byte[100]);
        Files.write(tree.header(name), header.encode().array());
    }

    /** Sets the fields as Karaf's shell does. */
    private String run(Map<String, Object> fields) throws Exception {
        CleanCommand command = new CleanCommand();
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        Object session = Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> out);
        set(command, "session", session);
        set(command, "cache", new CacheTree(tree));
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            set(command, field.getKey(), field.getValue());
        }
        console.reset();
        command.execute();
        return console.toString(StandardCharsets.UTF_8).trim();
    }

    private static void set(Object service, String name, Object value) throws ReflectiveOperationException {
        Field field = service.getClass().getDeclaredField(name);
        field.setAccessible(true);
        field.set(service, value);
    }

    @Test
    void list_tellsTheUrlsAlone() throws Exception {
        assertThat(run(Map.of("list", true))).isEqualTo(URL);
    }

    @Test
    void limit_isReached_andTold() throws Exception {
        assertThat(run(Map.of("size", "1M"))).contains("total entries was 1, total entries now 1");
        assertThat(run(Map.of("size", "1B", "dry", true))).contains("1 entries deleted");
        assertThat(run(Map.of("list", true))).isEqualTo(URL);
        assertThat(run(Map.of("size", "1B", "directories", true))).contains("total inodes now 0");
        assertThat(run(Map.of("list", true))).isEmpty();
    }

    @Test
    void url_isTakenOut_andOneThatIsNotThereIsNoError() throws Exception {
        assertThat(run(Map.of("urls", List.of(URL)))).isEqualTo("Removed: " + URL);
        assertThat(run(Map.of("urls", List.of(URL)))).isEqualTo("Not cached: " + URL);
    }

    /** Scripts see the exception alone, and htcacheclean's usage names options that this command has not. */
    @Test
    void wrongOption_isAnErrorOfTheCommand_thatTellsTheReason() {
        assertThatThrownBy(() -> run(Map.of("size", "much")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("-l much is not a whole number");
        assertThatThrownBy(() -> run(Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessage("-l or -L is missing, or a URL, or -a for a list");
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void treeThatIsNotThere_isAnErrorOfTheCommand() {
        tree = new Tree(root.resolve("nowhere"), 1, 3);

        assertThatThrownBy(() -> run(Map.of("list", true)))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("nowhere\" is no directory");
    }

    @Test
    void url_tabKey_offersWhatIsStored() throws Exception {
        store("http://www.example.com:80/1?a=1&b=2");
        StoredUrlCompleter completer = new StoredUrlCompleter();
        set(completer, "cache", new CacheTree(tree));
        List<String> candidates = new ArrayList<>();

        completer.complete(null, new ArgumentCommandLine("http://www.", 11), candidates);

        assertThat(candidates).containsExactly(URL + " ", "http://www.example.com:80/1?a=1\\&b=2 ");
    }
}
