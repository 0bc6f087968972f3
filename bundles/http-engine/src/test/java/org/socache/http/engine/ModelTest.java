// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.socache.http.engine.message.Fields;
import org.socache.http.engine.message.ResponseHead;

import static org.assertj.core.api.Assertions.assertThat;

/** The engine against models that are small enough to be obviously right. */
class ModelTest {

    /** RFC 9111 section 4.2, said once more in whole seconds. */
    @Property
    void freshness(
            @ForAll @IntRange(max = 5000) int maxAge,
            @ForAll @IntRange(max = 5000) int age,
            @ForAll @IntRange(max = 5000) int dateAgo,
            @ForAll @IntRange(max = 5000) int later,
            @ForAll @IntRange(min = -1, max = 5000) int wantedAge,
            @ForAll @IntRange(min = -1, max = 5000) int minFresh,
            @ForAll @IntRange(min = -1, max = 5000) int maxStale,
            @ForAll boolean mustRevalidate) {
        Site site = new Site(CachePolicy.builder().minTime(100_000).build());
        String control = "max-age=" + maxAge + (mustRevalidate ? ", must-revalidate" : "");
        site.origin("page", "Cache-Control", control, "Age", "" + age, "Date", site.date(-dateAgo), "ETag", "\"1\"");
        site.get("/a");
        site.pass(later).origin("newer");
        StringBuilder asked = new StringBuilder("x");
        asked.append(wantedAge < 0 ? "" : ", max-age=" + wantedAge);
        asked.append(minFresh < 0 ? "" : ", min-fresh=" + minFresh);
        asked.append(maxStale < 0 ? "" : ", max-stale=" + maxStale);

        boolean served =
                site.get("/a", "Cache-Control", asked.toString()).body().equals("page");

        int currentAge = Math.max(age, dateAgo) + later;
        int left = maxAge - currentAge;
        boolean youngEnough = wantedAge < 0 || wantedAge > 0 && currentAge <= wantedAge;
        boolean expected = youngEnough
                && (left > 0
                        ? minFresh < 0 || left >= minFresh
                        : !mustRevalidate && maxStale >= 0 && -left <= maxStale);
        assertThat(served).isEqualTo(expected);
    }

    /** A cache in front of an origin that answers with the fields it varies by: the client cannot tell it is there. */
    @Property(tries = 300)
    void vary(
            @ForAll @Size(max = 40) List<@IntRange(max = 26) Integer> requests,
            @ForAll @IntRange(min = 1, max = 7) int varies) {
        Site site = new Site();
        Map<String, String> seen = new HashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if ((varies >> i & 1) == 1) {
                names.add("F" + i);
            }
        }
        for (int request : requests) {
            List<String> fields = new ArrayList<>();
            StringBuilder selection = new StringBuilder();
            int rest = request;
            for (int i = 0; i < 3; i++, rest /= 3) {
                int value = rest % 3;
                if (value > 0) {
                    fields.addAll(List.of("F" + i, "v" + value));
                }
                selection.append(names.contains("F" + i) ? value : "");
            }
            if (!seen.containsKey(selection.toString())) {
                site.origin("" + selection, "Cache-Control", "max-age=600", "Vary", String.join(", ", names));
                seen.put(selection.toString(), "");
            }
            assertThat(site.get("/a", fields.toArray(new String[0])).body()).isEqualTo(selection.toString());
        }
    }

    /** One range out of a whole: exactly the bytes a loop over the positions picks. */
    @Property
    void ranges(
            @ForAll @StringLength(max = 30) @net.jqwik.api.constraints.AlphaChars String body,
            @ForAll @IntRange(max = 40) int first,
            @ForAll @IntRange(max = 40) int last,
            @ForAll @IntRange(max = 2) int form) {
        Site site = new Site();
        site.origin(body, "Cache-Control", "max-age=600").get("/a");
        String range = form == 0 ? first + "-" + last : form == 1 ? first + "-" : "-" + last;
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < body.length(); i++) {
            boolean picked = form == 2 ? i >= body.length() - last : i >= first && (form == 1 || i <= last);
            expected.append(picked ? body.charAt(i) : "");
        }

        Site.Reply reply = site.get("/a", "Range", "bytes=" + range);

        boolean suffixOfNothing = form == 2 && last > 0 && body.isEmpty();
        if (form == 0 && first > last || suffixOfNothing) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo(body);
        } else {
            assertThat(reply.status()).isEqualTo(expected.length() == 0 ? 416 : 206);
            assertThat(reply.body()).isEqualTo(expected.toString());
        }
    }

    /** Parts stored in any order and overlap: what is served is what the origin has. */
    @Property(tries = 300)
    void parts(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 99) Integer> parts,
            @ForAll @IntRange(max = 99) int asked) {
        String whole = "0123456789";
        Site site = new Site();
        for (int part : parts) {
            answerRange(site, whole, part);
            site.get("/a", "Range", range(part));
        }
        answerRange(site, whole, asked);

        assertThat(site.get("/a", "Range", range(asked)).body()).isEqualTo(cut(whole, asked));
    }

    private static void answerRange(Site site, String whole, int part) {
        int first = Math.min(part / 10, part % 10);
        int last = Math.max(part / 10, part % 10);
        site.clearOrigin();
        site.origin(
                206,
                cut(whole, part),
                "Cache-Control",
                "max-age=600",
                "ETag",
                "\"1\"",
                "Content-Range",
                "bytes " + first + "-" + last + "/10");
    }

    private static String range(int part) {
        return "bytes=" + Math.min(part / 10, part % 10) + "-" + Math.max(part / 10, part % 10);
    }

    private static String cut(String whole, int part) {
        return whole.substring(Math.min(part / 10, part % 10), Math.max(part / 10, part % 10) + 1);
    }

    /** Whatever fields arrive, from the client or the origin: decisions, not exceptions. */
    @Property
    void arbitraryFields_neverThrow(
            @ForAll("values") String one, @ForAll("values") String two, @ForAll("values") String three) {
        Site site = new Site();
        for (String name : List.of(
                "Cache-Control",
                "CDN-Cache-Control",
                "Expires",
                "Age",
                "Vary",
                "Content-Range",
                "ETag",
                "Last-Modified",
                "Content-Length",
                "Connection",
                "Location")) {
            for (int status : new int[] {200, 206, 304, 404, 503}) {
                site.clearOrigin();
                site.origin(status, "page", name, one, "Cache-Control", "max-age=1", "Vary", "Foo", name, two);
                site.origin("again").origin("again");
                site.send(
                        "GET",
                        "/a",
                        "Range",
                        three,
                        "If-Range",
                        two,
                        "If-None-Match",
                        one,
                        "If-Modified-Since",
                        two,
                        "Foo",
                        three,
                        "Accept-Language",
                        one,
                        "Cache-Control",
                        three);
                site.pass(1);
            }
        }
    }

    @Provide
    Arbitrary<String> values() {
        Arbitrary<String> pieces = Arbitraries.of(
                "max-age",
                "=",
                "\"",
                ",",
                ";",
                "q=",
                "bytes=",
                "bytes ",
                "-",
                "/",
                "*",
                "0",
                "9",
                "99999999999999999999",
                "W/",
                "\\",
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94",
                "no-cache",
                "private=",
                " ",
                "\t",
                "%",
                "?1",
                "(",
                ")",
                ":",
                "@",
                "\u00fc",
                "no-store",
                "#",
                "..",
                "http://",
                "Foo",
                "de");
        return pieces.list().ofMaxSize(6).map(list -> String.join("", list));
    }

    /** A response is never both refused and without effect on what is known: the head alone decides, in every combination. */
    @Property
    void storedNothing_thatIsPrivateOrNotToBeStored(@ForAll("values") String before, @ForAll boolean isPrivate) {
        Site site = new Site();
        String control = isPrivate ? "private" : "no-store";
        CacheEngine engine = site.engine();
        Exchange exchange = ((RequestDecision.Forward) engine.decide(
                        new org.socache.http.engine.message.RequestHead(
                                "GET", org.socache.http.engine.message.EffectiveUri.of("http", "h", "/"), Fields.EMPTY),
                        site))
                .exchange();
        Fields fields = Fields.of("Cache-Control", control, "ETag", "\"1\"", "Expires", site.date(60), "X", before);

        assertThat(engine.received(exchange, new ResponseHead(200, fields), site))
                .isInstanceOf(ResponseDecision.Pass.class);
    }
}
