// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.clean;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.socache.http.disk.file.EntryName;
import org.socache.http.disk.file.Header;
import org.socache.http.disk.file.Tree;
import org.socache.http.engine.record.Body;
import org.socache.http.engine.record.CacheKey;
import org.socache.http.engine.record.Stored;
import org.socache.http.engine.record.Trait;

/** Lists what is in a tree, and takes single URLs out of it. */
public final class Listing {

    private final Tree tree;

    /** Reads nothing yet. */
    public Listing(Tree tree) {
        this.tree = tree;
    }

    /** One line for each response; variants have the same URL. */
    void print(boolean details, PrintStream out) throws IOException {
        tree.walk(each(header -> out.println(details ? details(header) : url(header)), () -> !out.checkError()));
    }

    /**
     * Some URLs in the tree, each once; what cannot be looked into has none.
     *
     * @param enough no more than this
     * @param looks at so many files and directories at most
     * @throws IOException if the root cannot be listed
     */
    public Set<String> urls(int enough, int looks) throws IOException {
        Set<String> urls = new TreeSet<>();
        int[] left = {looks};
        tree.walk(each(header -> urls.add(url(header)), () -> urls.size() < enough && left[0]-- > 0), leftOut -> {});
        return urls;
    }

    /** Visits every response's header. Asks before each file, and after each directory, whether there need be more. */
    private static Tree.Visitor each(Consumer<Header> visitor, BooleanSupplier more) {
        return directory -> {
            try (DirectoryStream<Path> headers = Files.newDirectoryStream(directory, "*" + Tree.HEADER)) {
                for (Path file : headers) {
                    if (!more.getAsBoolean()) {
                        return false;
                    }
                    Header header = Tree.kind(file.getFileName().toString()) == Tree.Kind.HEADER ? read(file) : null;
                    if (header != null && header.status() != 0) {
                        visitor.accept(header);
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return more.getAsBoolean();
        };
    }

    private static String url(Header header) {
        return new CacheKey(header.key()).uri();
    }

    private static String details(Header header) {
        Stored stored = Stored.decodeApart(header.record(), new CacheKey(header.key()), Body.EMPTY);
        boolean headOnly =
                stored instanceof Stored.Response found && found.response().has(Trait.HEAD_ONLY);
        return String.join(
                " ",
                url(header),
                Integer.toString(header.size()),
                Long.toString(header.bodyLength()),
                Integer.toString(header.status()),
                Integer.toString(Header.VERSION),
                micros(header.date()),
                micros(header.expiry()),
                micros(header.requestTime()),
                micros(header.responseTime()),
                header.bodyId() == 0 ? "0" : "1",
                headOnly ? "1" : "0");
    }

    private static String micros(long millis) {
        return Long.toString(millis * 1000);
    }

    private static Header read(Path file) throws IOException {
        try {
            return Header.read(file);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    /**
     * Deletes a URL with its variants.
     *
     * @param dry only look
     * @return whether it was there
     */
    boolean delete(String url, boolean dry) throws IOException {
        CacheKey key = new CacheKey(url);
        Header header = read(tree.header(EntryName.of(key.bytes())));
        if (header == null || !header.key().equals(url)) {
            return false;
        }
        List<CacheKey> keys = new ArrayList<>();
        if (Stored.decodeApart(header.record(), key, Body.EMPTY) instanceof Stored.Variants variants) {
            keys.addAll(variants.index().variantKeys());
        }
        keys.add(key);
        for (CacheKey each : keys) {
            EntryName name = EntryName.of(each.bytes());
            Header entry = read(tree.header(name));
            if (entry != null && !dry) {
                Files.deleteIfExists(tree.header(name));
                Files.deleteIfExists(tree.body(name, entry.bodyId()));
            }
        }
        return true;
    }
}
