// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.socache.httpd.config.ConfigurationReader;
import org.socache.httpd.config.Definitions;
import org.socache.httpd.plan.Note.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What lines of httpd become. In the tables, a semicolon is the end of a line. */
class HttpdImportTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                // mod_cache, mod_cache_socache
                "CacheEnable socache /docs | org.socache.http.cfg: CacheEnable = socache /docs",
                "CacheEnable socache /a;CacheEnable socache /b | org.socache.http.cfg: CacheEnable = socache /a, socache /b",
                "CacheEnable socache http://.example.com/x | org.socache.http.cfg: CacheEnable = socache http://.example.com/x",
                "CacheDisable /live;CacheDisable /now | org.socache.http.cfg: CacheDisable = /live, /now",
                "cachequickhandler Off | org.socache.http.cfg: CacheQuickHandler = Off",
                "CacheMaxExpire 604800 | org.socache.http.cfg: CacheMaxExpire = 604800",
                "CacheLastModifiedFactor 0.5 | org.socache.http.cfg: CacheLastModifiedFactor = 0.5",
                "CacheIgnoreHeaders Set-Cookie;CacheIgnoreHeaders X-A X-B "
                        + "| org.socache.http.cfg: CacheIgnoreHeaders = Set-Cookie X-A X-B",
                "CacheIgnoreHeaders Set-Cookie;CacheIgnoreHeaders none | org.socache.http.cfg: CacheIgnoreHeaders = None",
                "CacheIgnoreHeaders None;CacheIgnoreHeaders X-A;CacheIgnoreHeaders X-B "
                        + "| org.socache.http.cfg: CacheIgnoreHeaders = None",
                "CacheKeyBaseURL http://www.example.com/ | org.socache.http.cfg: CacheKeyBaseURL = http://www.example.com/",
                "CacheSocacheMaxSize 102400 | org.socache.http.cfg: CacheSocacheMaxSize = 102400",
                "CacheSocache shmcb | org.socache.http.cfg: CacheSocache = shmcb",
                "CacheSocache shmcb:/run/x/c(8192) | org.socache.http.cfg: CacheSocache = shmcb:data/c(8192)",
                "CacheSocache dbm:/var/c | org.socache.http.cfg: CacheSocache = dbm:data/c",
                "CacheSocache redis:10.0.0.5:6379 | org.socache.http.cfg: CacheSocache = redis:10.0.0.5:6379",
                "CacheSocache dc:UNIX:/run/dc | org.socache.http.cfg: CacheSocache = dc:UNIX:/run/dc",
                "CacheEnable disk /big;CacheEnable socache / | org.socache.http.cfg: CacheEnable = disk /big, socache /",
                // mod_cache_disk
                "CacheRoot /var/cache/c;CacheDirLength 1;CacheMaxFileSize 64000 "
                        + "| org.socache.http.disk.cfg: CacheRoot = data/c, CacheDirLength = 1, CacheMaxFileSize = 64000",
                // mod_file_cache
                "DocumentRoot /srv/www;CacheFile /srv/www/a.iso /srv/www/b/c.iso;cachefile /srv/www/d.iso "
                        + "| org.socache.http.files.cfg: DocumentRoot = /srv/www, CacheFile = a.iso b/c.iso d.iso",
                // a location
                "<Location /docs/>;CacheEnable socache;CacheHeader on;</Location> "
                        + "| org.socache.http.location-docs.cfg: Location = /docs, CacheEnable = socache, CacheHeader = on",
                "<Location /big>;CacheEnable disk;CacheEnable socache;CacheEnable disk;</Location> "
                        + "| org.socache.http.location-big.cfg: Location = /big, CacheEnable = disk, socache",
                "<Location />;CacheDisable on;</Location> "
                        + "| org.socache.http.location-root.cfg: Location = /, CacheDisable = on",
                "DocumentRoot /srv/www;<Directory /srv/www/docs>;CacheMinExpire 5;</Directory> "
                        + "| org.socache.http.location-docs.cfg: Location = /docs, CacheMinExpire = 5",
                "Alias /icons/ /usr/share/icons/;<Directory /usr/share/icons>;CacheStoreExpired on;</Directory> "
                        + "| org.socache.http.location-icons.cfg: Location = /icons, CacheStoreExpired = on",
                // a virtual host
                "<VirtualHost *:80>;ServerName www.example.com;ServerAlias *.example.org;CacheEnable socache /a;</VirtualHost> "
                        + "| org.socache.http.cfg: CacheEnable = socache http://www.example.com/a,"
                        + " socache http://*.example.org/a",
                "<VirtualHost *:443>;ServerName x.org;SSLEngine on;<Location /a>;CacheEnable socache;</Location>;</VirtualHost> "
                        + "| org.socache.http.cfg: CacheEnable = socache https://x.org/a",
                // providers
                "MemcacheConnTTL 15s | org.socache.provider.memcache.cfg: MemcacheConnTTL = 15s",
                "RedisTimeout 5s;RedisConnPoolTTL 30 "
                        + "| org.socache.provider.redis.cfg: RedisTimeout = 5s, RedisConnPoolTTL = 30",
                // mod_ssl
                "SSLSessionCache shmcb:/path/to/ssl_gcache_data(512000);SSLSessionCacheTimeout 300 "
                        + "| org.socache.ssl.session.cfg: SSLSessionCache = shmcb:data/ssl_gcache_data(512000),"
                        + " SSLSessionCacheTimeout = 300",
                "SSLSessionCache nonenotnull | org.socache.ssl.session.cfg: SSLSessionCache = nonenotnull",
                "SSLUseStapling On;SSLStaplingCache shmcb:logs/staple(32768);SSLStaplingResponderTimeout 5 "
                        + "| org.socache.ssl.stapling.cfg: SSLUseStapling = On, SSLStaplingCache = shmcb:data/staple(32768),"
                        + " SSLStaplingResponderTimeout = 5",
                // mod_authn_socache
                "AuthnCacheSOCache memcache:10.0.0.5;AuthnCacheEnable "
                        + "| org.socache.authn.cfg: AuthnCacheSOCache = memcache:10.0.0.5, AuthnCacheEnable = on",
            })
    void of_lines_becomeKeysOfOneFile(String lines, String file) throws IOException {
        assertThat(plan(lines).files())
                .singleElement()
                .satisfies(planned -> assertThat(planned.name() + ": "
                                + String.join(
                                        ", ",
                                        planned.values().entrySet().stream()
                                                .map(entry -> entry.getKey() + " = " + entry.getValue())
                                                .toList()))
                        .isEqualTo(file));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "CacheMaxExpire 1d | \"1d\" is not a whole number",
                "CacheSocache ehcache | there is no provider \"ehcache\"",
                "CacheSocache memcache | memcache needs the address of a server",
                "CacheEnable disk \"/a b\" | without blanks and commas",
                "CacheEnable disk /a,b | without blanks and commas",
                "CacheEnable disk docs | \"docs\" is not a path such as /docs",
                "CacheDisable on | \"on\" is not a path such as /docs",
                "CacheDisable | \"\" is not a path such as /docs",
                "<Location docs>;CacheEnable disk;</Location> | is no path that begins with a slash",
                "<Location /a>;CacheEnable disk /b;</Location> | is refused by httpd: /b does not begin with /a",
                "<Location /a>;CacheEnable;</Location> | needs a storage",
                "<VirtualHost *>;ServerName x.org;<Location \"/a b\">;CacheEnable disk;</Location>;</VirtualHost> | without blanks",
                "CacheKeyBaseURL http://x:y/ | is not a URL such as",
                "SSLStaplingForceURL https://ocsp.example.com/ | is not an http:// URL with a host",
                "SSLOCSPProxyURL proxy:3128 | is not an http:// URL with a host",
                "CacheEnable socache | needs a storage, and a URL outside of a location",
                "<Location ~ ^/x>;CacheEnable socache;</Location> | is a regular expression",
                "<LocationMatch ^/x>;CacheEnable socache;</LocationMatch> | is a regular expression",
                "<Directory /srv/x>;CacheEnable socache;</Directory> | no DocumentRoot or Alias says",
                "<Files x>;CacheHeader on;</Files> | has no counterpart",
                "<Location /a>;CacheLock on;</Location> | belongs to the server",
                "RedisTimeout 0 | at least 1ms",
                "CacheDirLevels 0 | is not a whole number from 1 to 20",
                "CacheFile /srv/a.html | /srv/a.html is not below a DocumentRoot",
                "DocumentRoot /srv/www;MMapFile /srv/www/a.html /srv/b.html | /srv/b.html is not below a DocumentRoot",
                "DocumentRoot /srv/www;CacheFile \"/srv/www/a b.html\" | blanks, commas",
                "<Location ${APP}/x>;CacheHeader on;</Location> | give it with --define APP=VALUE",
                "SSLSessionCache shmcb:${DIR}/x(512000) | give it with --define DIR=VALUE",
                "LoadModule x y;<IfModule mod_cache.c>;CacheLock on;</IfModule> | httpd does not see it: <IfModule mod_cache.c>",
                "<Location /a | there is no > at its end",
                "AuthnCacheProvideFor file | belongs into the section",
            })
    void of_lineWithoutCounterpart_isNotTakenAndSaysWhy(String lines, String reason) throws IOException {
        Plan plan = plan(lines);
        assertThat(plan.files()).isEmpty();
        assertThat(plan.notes(Kind.UNSUPPORTED))
                .singleElement()
                .extracting(Note::text)
                .asString()
                .contains(reason);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "CacheEnable mem /x | kept in the shared object cache (CacheSocache), not by \"mem\"",
                "CacheRoot /var/cache/apache2/mod_cache_disk/ | data/mod_cache_disk; a tree of Karaf's own",
                "DocumentRoot /srv/www;MMapFile /srv/www/a.html | MMapFile = a.html; all of them take MMapLimit (64M) at most",
                "CacheEnable socache /x | for httpd's way write CacheDefaultExpire = 3600",
                "CacheLock on | requests wait for the first one's response",
                "CacheLockPath /tmp/l | without effect",
                "CacheMaxExpire 10 | also one that the origin states",
                "CacheSocache dbm:/x/y | which is kept over restarts",
                "SSLSessionCache shmcb:x(512000) | org.ops4j.pax.web.ssl.provider = Socache",
                "<VirtualHost *>;CacheHeader on;</VirtualHost> | here for every host",
                "CacheDefaultExpire 1;<VirtualHost *:81>;CacheEnable socache /x;</VirtualHost> "
                        + "| here for every host, since its VirtualHost has no ServerName",
                "<VirtualHost *:81>;CacheDisable /x;</VirtualHost> | here for every host, since",
            })
    void of_lineThatMeansSomethingElseHere_saysWhat(String lines, String difference) throws IOException {
        assertThat(plan(lines).notes(Kind.DIFFERS))
                .singleElement()
                .extracting(Note::text)
                .asString()
                .contains(difference);
    }

    @Test
    void of_proxiedLocationThatIsCached_becomesAProxyFile() throws IOException {
        Plan plan = plan(
                "CacheEnable socache /;ProxyPreserveHost On;ProxyTimeout 20;ProxyPass /app/ http://10.0.0.9:9000 retry=5");
        assertThat(plan.files().get(1).name()).isEqualTo("org.socache.http.proxy-app.cfg");
        assertThat(plan.files().get(1).values())
                .containsEntry("ProxyPass", "/app/ http://10.0.0.9:9000/")
                .containsEntry("ProxyPreserveHost", "On")
                .containsEntry("ProxyTimeout", "20");
        assertThat(plan.notes(Kind.DIFFERS)).extracting(Note::text).anyMatch(text -> text.contains("without retry=5"));
    }

    @Test
    void of_balancer_becomesSeveralOrigins() throws IOException {
        assertThat(
                        plan("CacheEnable socache /;<Proxy balancer://b>;BalancerMember http://a:1;BalancerMember http://b:2;</Proxy>"
                                        + ";ProxyPass / balancer://b/")
                                .files()
                                .get(1)
                                .values())
                .containsEntry("ProxyPass", "/ http://a:1/ http://b:2/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | TAKEN | '/ http://a:1/ http://b:2/'",
                "loadfactor=2 | DIFFERS | '/ http://a:1/ http://b:2/'",
                "status=-H | DIFFERS | '/ http://a:1/ http://b:2/'",
                "status=+H | UNSUPPORTED | / http://a:1/",
                "status=D | UNSUPPORTED | / http://a:1/",
                "status=-I+D | UNSUPPORTED | / http://a:1/",
            })
    void of_memberThatGetsNoRequests_isNoOrigin(String option, Kind kind, String value) throws IOException {
        Plan plan =
                plan("CacheEnable socache /;<Proxy balancer://b>;BalancerMember http://a:1;BalancerMember http://b:2 "
                        + option + ";</Proxy>;ProxyPass / balancer://b/");
        assertThat(plan.files().get(1).get("ProxyPass")).isEqualTo(value);
        assertThat(plan.notes(kind))
                .extracting(Note::line)
                .anyMatch(line -> line.startsWith("BalancerMember http://b:2"));
    }

    /** Each use opens a host of its own, though all are one line of the file. */
    @Test
    void of_macroForHosts_cachesOnEachHostWhatItWasUsedFor() throws IOException {
        String value = plan("<Macro Host $name $path>;<VirtualHost *:80>;ServerName $name;CacheEnable socache $path;"
                        + "</VirtualHost>;</Macro>;Use Host one.example.com /one;Use Host two.example.com /two")
                .files()
                .get(0)
                .get("CacheEnable");
        assertThat(value).isEqualTo("socache http://one.example.com/one, socache http://two.example.com/two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxyPass /live/ ! | paths cannot be taken out",
                "ProxyPass /other/ http://a/ | nothing there is cached",
                "ProxyPass /docs/a ajp://a/docs/a | origins are http:// or https:// here",
                "ProxyPassReverse /docs http://a/ | redirects of the origin are passed on",
                "ProxyVia Block | is not on or off",
            })
    void of_proxyLineWithoutCounterpart_saysWhy(String line, String reason) throws IOException {
        assertThat(plan("CacheEnable socache /docs;CacheEnable socache /live;" + line)
                        .notes(Kind.UNSUPPORTED))
                .singleElement()
                .extracting(Note::text)
                .asString()
                .contains(reason);
    }

    @Test
    void of_proxyWithoutACache_isNoneOfOurBusiness() throws IOException {
        assertThat(plan("ProxyPass / http://a/").leftAlone()).isEqualTo(1);
    }

    @Test
    void of_protectedFolder_becomesALocationThatAsksForAUser() throws IOException {
        Plan plan = plan(
                "ServerRoot /etc/httpd;ServerName www.example.com;DocumentRoot /srv;<Directory /srv/private>;AuthType Basic;"
                        + "AuthName \"Members only\";AuthBasicProvider socache file;AuthUserFile users;AuthnCacheProvideFor file;"
                        + "AuthnCacheContext one;Require valid-user;</Directory>");
        assertThat(plan.files()).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("org.socache.authn.location-private.cfg");
            assertThat(file.values())
                    .containsEntry("Location", "/private")
                    .containsEntry("ServerName", "www.example.com")
                    .containsEntry("AuthName", "Members only")
                    .containsEntry("AuthBasicProvider", "socache file")
                    .containsEntry("AuthUserFile", "/etc/httpd/users")
                    .containsEntry("AuthnCacheProvideFor", "file")
                    .containsEntry("AuthnCacheContext", "one")
                    .containsEntry("Require", "valid-user");
        });
        assertThat(plan.features()).containsExactly("socache-authn", "socache-authn-http");
    }

    @ParameterizedTest
    @CsvSource({
        "Require group admins",
        "<RequireAny>;Require user bob;Require ip 10;</RequireAny>",
    })
    void of_protectedFolderWhoseRequireIsNotKnown_isNotWritten(String require) throws IOException {
        Plan plan =
                plan("<Location /p>;AuthType Basic;AuthName n;AuthnCacheProvideFor file;" + require + ";</Location>");
        assertThat(plan.files()).isEmpty();
        assertThat(plan.notes(Kind.UNSUPPORTED))
                .extracting(note -> note.place() + " " + note.line() + " " + note.text())
                .contains("httpd.conf:1 <Location /p> is not written: nothing here says whom httpd lets in")
                .contains("httpd.conf:2 AuthType Basic its section is not written");
        assertThat(plan.notes(Kind.TAKEN)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Location /p/ | Require group admins",
                "Directory /srv/p | Require group admins",
                "Directory /srv/p/ | <RequireAny>;Require user bob;</RequireAny>",
                "Location /p | Require user ${ADMINS}",
                "Location /p | Require valid-user;</Location>;<Location /p/>;AuthnCacheProvideFor file;Require user ${ADMINS}",
                "Location /p | ",
            })
    void of_requireLostOnItsWay_admitsNobody(String section, String require) throws IOException {
        assertThat(plan("DocumentRoot /srv;<" + section + ">;AuthType Basic;AuthName n;AuthnCacheProvideFor file;"
                                + require + ";</" + section.split(" ")[0] + ">")
                        .files())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Require user a, Require user b", "AuthUserFile /a, AuthUserFile /b"})
    void of_twoHostsThatDisagreeAboutTheUsersOfAPath_admitsNobody(String one, String other) throws IOException {
        String host = "<VirtualHost x>;<Location /p>;AuthName n;AuthnCacheProvideFor file;Require valid-user;%s;"
                + "</Location>;</VirtualHost>;";
        assertThat(plan(host.formatted(one) + host.formatted(other)).files()).isEmpty();
    }

    @Test
    void of_pathsThatWouldShareAFileName_haveAFileEach() throws IOException {
        String location =
                "<Location %s>;AuthName n;AuthnCacheProvideFor file;Require valid-user;CacheHeader on;</Location>;";
        assertThat(plan(location.formatted("/docs/v1")
                                + location.formatted("/docs-v1")
                                + location.formatted("/docs.v1/")
                                + location.formatted("/docs-v1/"))
                        .files())
                .extracting(PlannedFile::name, file -> file.get("Location"))
                .containsExactlyInAnyOrder(
                        tuple("org.socache.authn.location-docs_v1.cfg", "/docs/v1"),
                        tuple("org.socache.authn.location-docs_v1_2.cfg", "/docs-v1"),
                        tuple("org.socache.authn.location-docs_v1_3.cfg", "/docs.v1"),
                        tuple("org.socache.http.location-docs_v1.cfg", "/docs/v1"),
                        tuple("org.socache.http.location-docs_v1_2.cfg", "/docs-v1"),
                        tuple("org.socache.http.location-docs_v1_3.cfg", "/docs.v1"));
    }

    @Test
    void of_locationBelowAnother_isGivenWhatHttpdLaysUnderIt() throws IOException {
        Plan plan = plan("<Location /a>;CacheEnable socache;CacheHeader on;CacheMinExpire 5;</Location>"
                + ";<Location /a/b>;CacheMinExpire 9;</Location>;<Location /ab>;CacheHeader off;</Location>");
        assertThat(plan.files().get(1).values())
                .containsEntry("CacheMinExpire", "9")
                .containsEntry("CacheHeader", "on")
                .containsEntry("CacheEnable", "socache");
        assertThat(plan.files().get(2).values()).containsOnlyKeys("Location", "CacheHeader");
    }

    /** Two consumers in one file would read each other's entries, or not open at all. */
    @Test
    void of_twoCachesWhoseFilesHaveOneName_haveAFileEach() throws IOException {
        assertThat(plan("SSLSessionCache shmcb:/run/tls/cache(512000);SSLStaplingCache shmcb:/run/ocsp/cache(128000);"
                                + "CacheSocache dbm:/var/cache;CacheRoot /srv/cache;<VirtualHost *>;CacheSocache dbm:/var/cache;"
                                + "</VirtualHost>")
                        .files())
                .extracting(file -> file.values().values())
                .map(Object::toString)
                .containsExactly(
                        "[shmcb:data/cache(512000)]",
                        "[shmcb:data/cache_2(128000)]",
                        "[dbm:data/cache_3]",
                        "[data/cache_4]");
    }

    @Test
    void of_twoHostsThatDisagree_keepsTheFirstAndSaysSo() throws IOException {
        Plan plan =
                plan("<VirtualHost a>;CacheHeader on;</VirtualHost>;<VirtualHost b>;CacheHeader off;</VirtualHost>");
        assertThat(plan.files().get(0).values()).containsEntry("CacheHeader", "on");
        assertThat(plan.notes(Kind.UNSUPPORTED)).hasSize(1);
    }

    @Test
    void of_debiansDefault_takesTheSessionCacheAndLeavesNothingUnsaid() throws IOException {
        Plan plan = HttpdImport.of(
                ConfigurationReader.read(Path.of("src/test/resources/debian/apache2.conf"), new Definitions()));
        assertThat(plan.files())
                .extracting(PlannedFile::name)
                .containsExactly("org.socache.http.disk.cfg", "org.socache.ssl.session.cfg");
        assertThat(plan.files())
                .last()
                .satisfies(file -> assertThat(file.values())
                        .containsEntry("SSLSessionCache", "shmcb:data/ssl_scache(512000)")
                        .containsEntry("SSLSessionCacheTimeout", "300"));
        assertThat(plan.notes())
                .extracting(note -> note.place() + " " + note.kind())
                .containsExactly(
                        "mods-enabled/cache_disk.conf:2 DIFFERS",
                        "mods-enabled/cache_disk.conf:4 TAKEN",
                        "mods-enabled/cache_disk.conf:5 TAKEN",
                        "mods-enabled/ssl.conf:4 DIFFERS",
                        "mods-enabled/ssl.conf:5 TAKEN");
    }

    /** The example of httpd's manual for mod_authn_socache, whose folder no line maps to a path. */
    @Test
    void of_manualsExampleForLogins_needsToKnowThePathOfTheFolder() throws IOException {
        String example = "AuthnCacheSOCache dbm;<Directory /usr/www/myhost/private>;AuthType Basic;AuthName x;"
                + "AuthBasicProvider socache dbd;AuthDBDUserPWQuery \"SELECT password FROM authn WHERE user = %s\";"
                + "AuthnCacheProvideFor dbd;Require valid-user;AuthnCacheContext dbd-authn-example;</Directory>";
        assertThat(plan(example).notes(Kind.UNSUPPORTED))
                .hasSize(7)
                .allSatisfy(note -> assertThat(note.text())
                        .containsAnyOf("no DocumentRoot or Alias", "its section is not taken over"));
        assertThat(plan("DocumentRoot /usr/www/myhost;" + example).files())
                .last()
                .satisfies(file -> assertThat(file.values())
                        .containsEntry("Location", "/private")
                        .containsEntry("AuthDBDSource", "(dataSourceName=httpd)")
                        .containsEntry("AuthDBDUserPWQuery", "SELECT password FROM authn WHERE user = %s"));
    }

    /** Every key that an import can write is explained in the file that is shipped for it. */
    @ParameterizedTest
    @CsvSource({
        "http-cache/src/main/cfg/org.socache.http.cfg, org.socache.http.cfg",
        "ssl-session-cache/src/main/cfg/org.socache.ssl.session.cfg, org.socache.ssl.session.cfg",
        "ssl-stapling-cache/src/main/cfg/org.socache.ssl.stapling.cfg, org.socache.ssl.stapling.cfg",
        "provider-memcache/src/main/cfg/org.socache.provider.memcache.cfg, org.socache.provider.memcache.cfg",
        "provider-redis/src/main/cfg/org.socache.provider.redis.cfg, org.socache.provider.redis.cfg",
        "authn-cache/src/main/cfg/org.socache.authn.cfg, org.socache.authn.cfg",
        "authn-http/src/main/cfg/org.socache.authn.location.cfg.example, org.socache.authn.location-p.cfg",
        "http-proxy/src/main/cfg/org.socache.http.proxy-NAME.cfg.example, org.socache.http.proxy-x.cfg",
        "http-cache/src/main/cfg/org.socache.http.location-NAME.cfg, org.socache.http.location-l.cfg",
        "http-disk/src/main/cfg/org.socache.http.disk.cfg, org.socache.http.disk.cfg",
        "http-files/src/main/cfg/org.socache.http.files.cfg, org.socache.http.files.cfg",
    })
    void of_everything_writesOnlyKeysThatAreShipped(String shipped, String file) throws IOException {
        String text = Files.readString(Path.of("..").resolve(shipped));
        PlannedFile planned = plan(everything()).files().stream()
                .filter(each -> each.name().equals(file))
                .findFirst()
                .orElseThrow();
        TreeSet<String> unknown = new TreeSet<>(planned.values().keySet());
        unknown.removeIf(key -> text.matches("(?s).*\\n#?" + key + " =.*"));
        assertThat(unknown).isEmpty();
    }

    private static String everything() {
        return String.join(
                ";",
                List.of(
                        "CacheEnable socache /;CacheDisable /n;CacheQuickHandler on;CacheDefaultExpire 1;CacheMaxExpire 1",
                        "CacheMinExpire 1;CacheLastModifiedFactor 1;CacheIgnoreNoLastMod on;CacheIgnoreCacheControl on",
                        "CacheStoreExpired on;CacheStorePrivate on;CacheStoreNoStore on;CacheIgnoreHeaders None",
                        "CacheIgnoreQueryString on;CacheIgnoreURLSessionIdentifiers None;CacheKeyBaseURL http://a/",
                        "CacheLock on;CacheLockMaxAge 1;CacheLockPath /x;CacheHeader on;CacheDetailHeader on",
                        "CacheStaleOnError on;CacheSocache shmcb;CacheSocacheMaxTime 1;CacheSocacheMinTime 1",
                        "CacheSocacheMaxSize 1024;CacheSocacheReadSize 0;CacheSocacheReadTime 0",
                        "CacheRoot /c;CacheDirLevels 2;CacheDirLength 2;CacheMinFileSize 1;CacheMaxFileSize 9",
                        "CacheReadSize 0;CacheReadTime 0",
                        "DocumentRoot /srv;CacheFile /srv/a;MMapFile /srv/b",
                        "MemcacheConnTTL 1;RedisConnPoolTTL 1;RedisTimeout 1;AuthnCacheSOCache shmcb;AuthnCacheEnable",
                        "SSLSessionCache none;SSLSessionCacheTimeout 1;SSLUseStapling off;SSLStaplingCache shmcb",
                        "SSLStaplingResponseTimeSkew 1;SSLStaplingResponseMaxAge 1;SSLStaplingStandardCacheTimeout 1",
                        "SSLStaplingErrorCacheTimeout 1;SSLStaplingReturnResponderErrors on;SSLStaplingFakeTryLater on",
                        "SSLStaplingResponderTimeout 1;SSLStaplingForceURL http://a/;SSLOCSPProxyURL http://a/",
                        "<Location /l>;CacheEnable socache;CacheDisable on;CacheHeader on;CacheMaxExpire 2;</Location>",
                        "ProxyTimeout 1;ProxyVia on;ProxyPreserveHost on;ProxyAddHeaders on;ProxyPass /x http://a/x",
                        "<Location /p>;AuthType Basic;AuthName n;AuthBasicProvider socache dbd;AuthUserFile /u",
                        "AuthDigestProvider file;AuthDBDUserPWQuery q;AuthDBDUserRealmQuery q;Require user a b",
                        "AuthnCacheProvideFor dbd;AuthnCacheTimeout 9;AuthnCacheContext c;</Location>;ServerName n"));
    }

    private Plan plan(String lines) throws IOException {
        Path file = folder.resolve("httpd.conf");
        Files.writeString(file, lines.replace(';', '\n'));
        return HttpdImport.of(ConfigurationReader.read(file, new Definitions()));
    }
}
