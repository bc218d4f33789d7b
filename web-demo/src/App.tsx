import { Download, ImagePlus, Palette, Shapes, Sparkles, Type } from "lucide-react";
import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import { DesignerProvider } from "./designer";
import { Export } from "./Export";
import { Header } from "./Header";
import { LogoIntakeProvider, useLogoIntake } from "./logo-intake";
import { OutputProvider } from "./output";
import { Colour } from "./panels/Colour";
import { Content } from "./panels/Content";
import { Encoding } from "./panels/Encoding";
import { Frame } from "./panels/Frame";
import { Logo } from "./panels/Logo";
import { Presets } from "./panels/Presets";
import { Section } from "./panels/Section";
import { Shape } from "./panels/Shape";
import { PictureProvider } from "./picture";
import { Preview } from "./Preview";
import { useMedia } from "./use-media";

export function App() {
  return (
    <DesignerProvider>
      <PictureProvider>
        <LogoIntakeProvider>
          <OutputProvider>
            <Page />
          </OutputProvider>
        </LogoIntakeProvider>
      </PictureProvider>
    </DesignerProvider>
  );
}

function Page() {
  const isPhone = useMedia("(max-width: 719px)");
  const { isDropping } = useLogoIntake();
  return (
    <div className="page">
      <Header />
      <main className="workbench">{isPhone ? <PhoneBench /> : <DeskBench />}</main>
      {isDropping && (
        <div className="drop-veil">
          <p>
            <ImagePlus size={32} aria-hidden="true" />
            Drop it to make it the logo
          </p>
        </div>
      )}
    </div>
  );
}

/** All sections in one column, the code beside them. */
function DeskBench() {
  return (
    <>
      <div className="panels">
        <Content />
        <Shape />
        <Colour />
        <Logo />
        <Frame />
        <Encoding />
      </div>
      <div className="bench">
        <div className="stage">
          <Preview />
          <Presets />
        </div>
        <Export />
      </div>
    </>
  );
}

const PHONE_SECTIONS = [
  { id: "content", label: "Content", icon: Type, Panel: ContentPanel },
  { id: "style", label: "Styles", icon: Sparkles, Panel: StylesPanel },
  { id: "shape", label: "Shape", icon: Shapes, Panel: Shape },
  { id: "colour", label: "Colour", icon: Palette, Panel: Colour },
  { id: "logo", label: "Logo", icon: ImagePlus, Panel: ExtrasPanel },
  { id: "save", label: "Save", icon: Download, Panel: Export },
] as const;

function StylesPanel() {
  return (
    <Section title="Styles">
      <Presets />
    </Section>
  );
}

/** How text becomes modules comes with the content, where the tabs are few. */
function ContentPanel() {
  return (
    <>
      <Content />
      <Encoding />
    </>
  );
}

/** What lies on and around the code. */
function ExtrasPanel() {
  return (
    <>
      <Logo />
      <Frame />
    </>
  );
}

/** The code on top, one section at a time beneath it, the sections as tabs under the thumb. */
function PhoneBench() {
  const [section, setSection] = useState<string>("content");
  return (
    <Tabs
      className="phone"
      selectedKey={section}
      onSelectionChange={(key) => {
        setSection(String(key));
        window.scrollTo({ top: 0 });
      }}
    >
      <div className="stage">
        <Preview />
      </div>
      <TabList className="tab-bar" aria-label="Sections">
        {PHONE_SECTIONS.map(({ id, label, icon: Icon }) => (
          <Tab key={id} id={id} className="tab">
            <Icon size={20} aria-hidden="true" />
            {label}
          </Tab>
        ))}
      </TabList>
      {PHONE_SECTIONS.map(({ id, Panel }) => (
        <TabPanel key={id} id={id} className="panels">
          <Panel />
        </TabPanel>
      ))}
    </Tabs>
  );
}
