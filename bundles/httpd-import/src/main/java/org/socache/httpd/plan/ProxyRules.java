// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.socache.httpd.config.Directive;
import org.socache.httpd.config.Section;
import org.socache.httpd.plan.Note.Kind;

import static org.socache.httpd.plan.Setting.server;
import static org.socache.httpd.plan.Value.FLAG;
import static org.socache.httpd.plan.Value.number;

/** mod_proxy, as far as what it fetches is cached. */
final class ProxyRules implements Rules {

    private static final String PID = "org.socache.http.proxy";
    private static final String PASS = "ProxyPass";
    private static final String BALANCER = "balancer://";
    private static final String MEMBER = "BalancerMember";

    /** Disabled, stopped, hot standby, hot spare: httpd sends no request there while the others work. */
    private static final Pattern NOT_IN_USE = Pattern.compile("(?i)status=.*[DSHR].*");

    /** Flags of a status that are taken away. */
    private static final Pattern CLEARED = Pattern.compile("-[^+]*");

    /** What holds for every ProxyPass of its server; the file name stands for those of all of them. */
    private static final Map<String, Setting> SETTINGS = Setting.table(List.of(
            server("ProxyTimeout", PID, number(1, 3_600)),
            server("ProxyPreserveHost", PID, FLAG),
            server("ProxyAddHeaders", PID, FLAG),
            server("ProxyVia", PID, FLAG)));

    private static final Map<String, String> WITHOUT_COUNTERPART = Map.of(
            "proxypassmatch", "is a regular expression; write a ProxyPass for each path it means",
            "proxypassreverse",
                    "redirects of the origin are passed on as they are; ProxyPreserveHost = On makes it name this host",
            "proxypassreversecookiedomain", "cookies of the origin are passed on as they are",
            "proxypassreversecookiepath", "cookies of the origin are passed on as they are");

    private final List<String> cached = new ArrayList<>();
    private final Map<String, List<String>> balancers = new HashMap<>();
    /** The servers' settings, to be laid into each of their files. */
    private final Map<Section, Map<String, String>> common = new HashMap<>();

    ProxyRules(List<Directive> all) {
        for (Directive directive : all) {
            if (directive.is("CacheEnable")) {
                cached.add(cachedPath(directive));
            } else if (directive.is(MEMBER)) {
                member(directive);
            } else if (SETTINGS.containsKey(directive.name())) {
                common.computeIfAbsent(virtualHost(directive), any -> new LinkedHashMap<>())
                        .put(SETTINGS.get(directive.name()).name(), directive.value());
            }
        }
    }

    private static String cachedPath(Directive enable) {
        String url = enable.argument(1);
        if (url.isEmpty() && !enable.within().isEmpty()) {
            Section inner = enable.within().get(enable.within().size() - 1);
            return inner.is("Location") ? inner.argument() : "/";
        }
        return url.replaceFirst("^[a-z]+://[^/]*", "");
    }

    private void member(Directive directive) {
        boolean inside = namesNoBalancer(directive);
        String name =
                inside ? directive.within().get(directive.within().size() - 1).argument() : directive.argument(0);
        if (idle(directive) == null) {
            balancers.computeIfAbsent(name, any -> new ArrayList<>()).add(directive.argument(inside ? 0 : 1));
        }
    }

    /** Whether the section around a member says of which balancer it is. */
    private static boolean namesNoBalancer(Directive member) {
        return !member.within().isEmpty() && !member.argument(0).startsWith(BALANCER);
    }

    /** What keeps requests away from a member; null if nothing does. */
    private static String idle(Directive member) {
        return member.arguments().stream()
                .filter(option -> NOT_IN_USE
                        .matcher(CLEARED.matcher(option).replaceAll(""))
                        .matches())
                .findFirst()
                .orElse(null);
    }

    private static void member(Directive directive, Draft draft) {
        String idle = idle(directive);
        if (idle != null) {
            draft.refuse(directive, "every origin gets requests here: left out for its " + idle);
            return;
        }
        int url = namesNoBalancer(directive) ? 1 : 2;
        List<String> options = directive
                .arguments()
                .subList(
                        Math.min(url, directive.arguments().size()),
                        directive.arguments().size());
        String text = "in the file of each ProxyPass to its balancer; requests go to its origins in turn";
        String without = options.isEmpty() ? "" : ", without " + String.join(" ", options);
        draft.note(new Note(
                options.isEmpty() ? Kind.TAKEN : Kind.DIFFERS,
                directive.place(),
                directive.toString(),
                text + without));
    }

    private static Section virtualHost(Directive directive) {
        return directive.within().stream()
                .filter(section -> section.is("VirtualHost"))
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean know(Directive directive) {
        String name = directive.name().toLowerCase(Locale.ROOT);
        return !cached.isEmpty()
                && (directive.is(PASS)
                        || directive.is(MEMBER)
                        || SETTINGS.containsKey(name)
                        || WITHOUT_COUNTERPART.containsKey(name));
    }

    @Override
    public void apply(Directive directive, Surroundings around, Draft draft) {
        String refusal = WITHOUT_COUNTERPART.get(directive.name().toLowerCase(Locale.ROOT));
        if (refusal != null) {
            draft.refuse(directive, refusal);
        } else if (directive.is(MEMBER)) {
            member(directive, draft);
        } else if (around.obstacle() != null) {
            draft.refuse(directive, around.obstacle());
        } else if (directive.is(PASS)) {
            pass(directive, around, draft);
        } else {
            common(directive, SETTINGS.get(directive.name()), draft);
        }
    }

    private static void common(Directive directive, Setting setting, Draft draft) {
        String wrong = setting.value().problem(directive.value());
        if (wrong != null) {
            draft.refuse(directive, "\"" + directive.value() + "\" is not " + wrong);
        } else {
            String text = "in the file of each ProxyPass of its server";
            draft.note(new Note(Kind.TAKEN, directive.place(), directive.toString(), text));
        }
    }

    private void pass(Directive directive, Surroundings around, Draft draft) {
        boolean inLocation = around.isLocation();
        String path = inLocation ? around.path() : directive.argument(0);
        String target = directive.argument(inLocation ? 0 : 1);
        List<String> options = directive
                .arguments()
                .subList(
                        Math.min(inLocation ? 1 : 2, directive.arguments().size()),
                        directive.arguments().size());
        if (target.equals("!")) {
            draft.refuse(directive, "paths cannot be taken out; write a ProxyPass for each of the others");
        } else if (!isCached(path)) {
            draft.refuse(directive, "nothing there is cached; leave it to the server in front");
        } else {
            List<String> origins = origins(target, path);
            if (origins.isEmpty()) {
                draft.refuse(directive, "\"" + target + "\" has no member that gets requests");
            } else if (!origins.stream().allMatch(origin -> origin.matches("https?://[^/]+.*"))) {
                draft.refuse(directive, "origins are http:// or https:// here, not \"" + target + "\"");
            } else {
                write(directive, path, origins, options, around, draft);
            }
        }
    }

    private boolean isCached(String path) {
        return cached.stream().anyMatch(enabled -> enabled.startsWith(path) || path.startsWith(enabled));
    }

    /** The origins, each ending as the path does: with a slash, or without. */
    private List<String> origins(String target, String path) {
        List<String> origins = new ArrayList<>();
        if (!target.startsWith(BALANCER)) {
            origins.add(ending(target, path));
            return origins;
        }
        int slash = target.indexOf('/', BALANCER.length());
        String name = slash < 0 ? target : target.substring(0, slash);
        String below = slash < 0 ? "" : target.substring(slash);
        balancers.getOrDefault(name, List.of()).forEach(member -> origins.add(ending(member + below, path)));
        return origins;
    }

    private static String ending(String origin, String path) {
        boolean slash = path.endsWith("/");
        if (slash == origin.endsWith("/")) {
            return origin;
        }
        return slash ? origin + "/" : origin.substring(0, origin.length() - 1);
    }

    private void write(
            Directive directive,
            String path,
            List<String> origins,
            List<String> options,
            Surroundings around,
            Draft draft) {
        String file = draft.instanceFile(PID, path);
        String value = path + " " + String.join(" ", origins);
        if (draft.value(file, PASS) != null && !draft.value(file, PASS).equals(value)) {
            draft.refuse(directive, "one origin for a path on all hosts: " + PASS + " = " + draft.value(file, PASS));
            return;
        }
        draft.feature("socache-http-proxy");
        common.getOrDefault(virtualHost(directive), Map.of())
                .forEach((key, setting) -> setting(file, key, setting, draft));
        String ignored = null;
        for (String option : options) {
            if (option.matches("timeout=\\d+")) {
                setting(file, "ProxyTimeout", option.substring(option.indexOf('=') + 1), draft);
            } else {
                ignored = ignored == null ? "without " + option : ignored + " " + option;
            }
        }
        String via = draft.value(file, "ProxyVia") == null ? "Via is added unless ProxyVia = Off" : null;
        draft.set(directive, file, PASS, value, Differences.join(ignored, via, Differences.everyHost(around)));
    }

    private static void setting(String file, String key, String value, Draft draft) {
        if (SETTINGS.get(key).value().problem(value) == null) {
            draft.need(file, key, value);
        }
    }
}
