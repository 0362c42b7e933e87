"""A real Chromium, as a test looks at it: one tab at a time, screens by the name that uiHints gives them."""
import base64
import json
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.stack import wait_until

FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")
SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
SECONDS_TO_SCREEN = 12


class Browser:
    def __init__(self, profile: Path):
        options = Options()
        options.binary_location = "/usr/bin/chromium"
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.driver.set_script_timeout(20)

    def close(self) -> None:
        self.driver.quit()

    def cdp(self, command: str, **parameters) -> dict:
        return self.driver.execute_cdp_cmd(command, parameters)

    def js(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    # tabs

    def new_tab(self, kind: str = "tab") -> str:
        """A tab (or window) with nothing set or emulated; the one that is used from now on."""
        self.driver.switch_to.new_window(kind)
        return self.driver.current_window_handle

    def use(self, tab: str) -> None:
        self.driver.switch_to.window(tab)
        self.cdp("Page.bringToFront")

    def look_at(self, tab: str) -> None:
        """Read a tab without bringing it to the front."""
        self.driver.switch_to.window(tab)

    def forget_everything(self) -> None:
        """One empty tab, no cookies, no cache, an empty console."""
        old = self.driver.window_handles
        new = self.new_tab()
        for tab in old:
            self.driver.switch_to.window(tab)
            self.driver.close()
        self.driver.switch_to.window(new)
        self.cdp("Network.clearBrowserCookies")
        self.cdp("Network.clearBrowserCache")
        self.resize("phone")
        self.console()

    # what the world is like

    def resize(self, size: str | tuple[int, int]) -> None:
        width, height = SIZES.get(size, size)
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def prefer(self, **features: str) -> None:
        """Media features by name: prefers_color_scheme="dark", forced_colors="active", ..."""
        self.cdp("Emulation.setEmulatedMedia",
                 features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def run_first(self, script: str) -> None:
        """Run this in every page of this tab before the page's own scripts."""
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source=script)

    def go_offline(self, offline: bool = True) -> None:
        self.cdp("Network.enable")
        self.cdp("Network.emulateNetworkConditions", offline=offline, latency=0, downloadThroughput=-1,
                 uploadThroughput=-1)

    def block(self, *urls: str) -> None:
        self.cdp("Network.enable")
        self.cdp("Network.setBlockedURLs", urls=list(urls))

    # the page

    def open(self, session) -> None:
        self.driver.get(session.url)

    def refresh(self) -> None:
        self.driver.refresh()

    @property
    def screen(self) -> str:
        return self.js("return [...document.querySelectorAll('main > section')]"
                       ".filter((s) => s.checkVisibility()).map((s) => s.id).join()")

    def wait_for(self, screen: str, timeout_s: float = SECONDS_TO_SCREEN) -> None:
        wait_until(lambda: self.screen == screen, timeout_s, f"the page shows {screen}")

    def text(self, css: str) -> str:
        """As it is laid out, also while it fades in."""
        return self.js("return document.querySelector(arguments[0]).innerText", css).strip()

    def press(self, css: str) -> None:
        self.driver.find_element("css selector", css).click()

    def start(self) -> None:
        self.press("#LANDING button")

    @property
    def question(self) -> str:
        return self.text("#question-text")

    @property
    def focused(self) -> str:
        """The text of what has the focus; "" when nothing has."""
        return self.js("const e = document.activeElement; return e === document.body ? '' : e.textContent.trim()")

    def send_key(self, key: str, code: int, modifiers: int = 0, text: str = "") -> None:
        """One key, as the keyboard sends it: `Tab`, `Enter`, ` `."""
        common = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": code,
                  "modifiers": modifiers}
        self.cdp("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
        self.cdp("Input.dispatchKeyEvent", type="keyUp", **common)

    def screenshot(self, path: Path) -> None:
        """The whole page, not only what fits."""
        size = self.cdp("Page.getLayoutMetrics")["cssContentSize"]
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def console(self) -> list[str]:
        """What the console said since the last look; an answer that isn't 2xx is said by the browser itself."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if "Failed to load resource" not in entry["message"]]

    def audit_accessibility(self, axe: str) -> list[str]:
        """axe-core's violations, WCAG 2.2 AA and its best practices: one line each."""
        if not self.js("return !!window.axe"):
            self.js(axe + "\nwindow.axe = window.axe || axe;")
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];"
            "axe.run(document, { runOnly: tags }).then((r) => done(r.violations), (e) => done([String(e)]));")
        return [json.dumps(one)[:800] for one in found]
