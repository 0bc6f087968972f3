// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.socache.httpd.config.Directive;
import org.socache.httpd.config.Section;
import org.socache.httpd.plan.Note.Kind;

/**
 * mod_authn_socache, and of the sections that use it what they say about who may enter. A section whose users
 * or {@code Require} cannot be taken over is not taken over at all: it would let in others than httpd does.
 */
final class AuthnRules implements Rules {

    private static final String PID = "org.socache.authn";
    private static final String SERVER = PID + ".cfg";
    private static final String LOCATION = PID + ".location";
    private static final String SOCACHE = "AuthnCacheSOCache";
    private static final String ENABLE = "AuthnCacheEnable";
    private static final String PROVIDE_FOR = "AuthnCacheProvideFor";
    private static final String REQUIRE = "Require";
    private static final String USER_FILE = "AuthUserFile";
    private static final String SOURCE = "AuthDBDSource";
    private static final Set<String> PROVIDERS = Set.of("file", "dbd", "socache");

    /** Without one of these lines others than httpd's users might get in. */
    private static final Set<String> ADMISSION = Set.of(
            "require",
            "authbasicprovider",
            "authdigestprovider",
            "authuserfile",
            "authdbduserpwquery",
            "authdbduserrealmquery");

    /** Of a section that uses the cache; elsewhere they are none of our business. */
    private static final TreeMap<String, Value> IN_SECTION = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        IN_SECTION.put("AuthType", value -> value.matches("(?i)basic|digest") ? null : "Basic or Digest");
        IN_SECTION.put("AuthName", value -> value.matches("[^\"\\\\]+") ? null : "a name without \" and \\");
        IN_SECTION.put("AuthBasicProvider", Value.NAMES);
        IN_SECTION.put("AuthDigestProvider", Value.NAMES);
        IN_SECTION.put(USER_FILE, Value.TEXT);
        IN_SECTION.put("AuthDBDUserPWQuery", Value.TEXT);
        IN_SECTION.put("AuthDBDUserRealmQuery", Value.TEXT);
        IN_SECTION.put(
                REQUIRE, value -> value.matches("valid-user|user( \\S+)+") ? null : "valid-user, or user and names");
        IN_SECTION.put(PROVIDE_FOR, Value.NAMES);
        IN_SECTION.put("AuthnCacheTimeout", Value.number(1, 86_400));
        IN_SECTION.put("AuthnCacheContext", Value.TEXT);
    }

    private final Path serverRoot;
    private final Set<Section> sections = new HashSet<>();
    /** Where what stands in a section goes; sections of one path share a file. */
    private final Map<Section, String> files = new HashMap<>();

    AuthnRules(List<Directive> all, Path serverRoot) {
        this.serverRoot = serverRoot;
        for (Directive directive : all) {
            if (directive.is(PROVIDE_FOR) && !directive.within().isEmpty()) {
                sections.add(directive.within().get(directive.within().size() - 1));
            }
        }
    }

    @Override
    public boolean know(Directive directive) {
        return directive.name().toLowerCase(Locale.ROOT).startsWith("authncache")
                || IN_SECTION.containsKey(directive.name())
                        && directive.within().stream().anyMatch(sections::contains);
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        draft.feature("socache-authn");
        if (directive.is(SOCACHE)) {
            Specification.set(directive, SERVER, SOCACHE, null, draft);
        } else if (directive.is(ENABLE)) {
            draft.set(directive, SERVER, ENABLE, "on", null);
        } else if (around.obstacle() != null && directive.is(REQUIRE)) {
            requireInside(directive, draft);
        } else if (around.obstacle() != null) {
            draft.refuse(directive, around.obstacle());
        } else if (around.isLocation() && IN_SECTION.containsKey(directive.name())) {
            inSection(directive, around, draft);
        } else {
            draft.refuse(directive, "belongs into the section that it protects");
        }
    }

    /** {@code <RequireAny>} and its like around it: who gets in is more than one line says. */
    private static void requireInside(Directive directive, Draft draft) {
        draft.refuse(directive, "only valid-user, or user and names, standing alone; its section is not taken over");
    }

    private void inSection(Directive directive, Surroundings around, Draft draft) {
        draft.feature("socache-authn-http");
        String file = draft.instanceFile(LOCATION, around.path());
        draft.need(file, "Location", around.path());
        files.put(directive.within().get(directive.within().size() - 1), file);
        String key = IN_SECTION.ceilingKey(directive.name());
        String wrong = IN_SECTION.get(key).problem(directive.value());
        if (wrong != null) {
            draft.refuse(directive, "\"" + directive.value() + "\" is not " + wrong);
            return;
        }
        if (!around.site().name().isEmpty()) {
            draft.need(file, "ServerName", around.site().name());
        }
        if (usesDatabase(directive)) {
            draft.need(file, SOURCE, "(dataSourceName=httpd)");
        }
        String value = directive.is(USER_FILE)
                ? serverRoot.resolve(directive.argument(0)).toString()
                : directive.value();
        draft.set(
                directive,
                file,
                key,
                value,
                Differences.join(providers(directive), Differences.folder(around), Differences.everyHost(around)));
    }

    private static boolean usesDatabase(Directive directive) {
        return isProviderList(directive) && directive.arguments().contains("dbd");
    }

    private static boolean isProviderList(Directive directive) {
        return directive.is("AuthBasicProvider") || directive.is("AuthDigestProvider");
    }

    private static String providers(Directive directive) {
        if (!isProviderList(directive)) {
            return null;
        }
        if (usesDatabase(directive)) {
            return "DBDriver and DBDParams become a DataSource service with the property dataSourceName=httpd";
        }
        return directive.arguments().stream()
                .filter(name -> !PROVIDERS.contains(name))
                .findFirst()
                .map(name ->
                        "a service with the property authn.provider.name=" + name + " has to be there, or write jaas")
                .orElse(null);
    }

    /** Without a Require of its own a file would admit every user, however that line was lost. */
    @Override
    public void finish(Draft draft) {
        Set<String> closed = draft.refused().stream()
                .filter(directive -> ADMISSION.contains(directive.name().toLowerCase(Locale.ROOT)))
                .flatMap(directive -> directive.within().stream())
                .map(files::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        for (PlannedFile file : draft.files(LOCATION)) {
            if (file.get(REQUIRE) == null || closed.contains(file.name())) {
                draft.drop(file.name(), "its section is not written");
                sections(file).forEach(section -> draft.note(notWritten(section)));
            }
        }
    }

    private Stream<Section> sections(PlannedFile file) {
        return files.entrySet().stream()
                .filter(entry -> entry.getValue().equals(file.name()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingInt(Section::number));
    }

    private static Note notWritten(Section section) {
        return new Note(
                Kind.UNSUPPORTED,
                section.place(),
                section.toString(),
                "is not written: nothing here says whom httpd lets in");
    }
}
